package dev.scorebus.action;

import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Words for what stands in a YAML text.
final class Nodes {
    private static final int LONGEST = 40;

    private Nodes() {}

    /// The name a key has; a key that is no word gets one that no field has.
    static String key(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "(not a word)";
    }

    /// What a node is, for a sentence that goes on.
    static String describe(Node node) {
        return switch (node) {
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "is empty";
            case ScalarNode scalar -> "is " + quote(scalar.getValue());
            case SequenceNode _ -> "is a list";
            default -> "is a mapping";
        };
    }

    /// A text in quotes, cut where it is too long to read.
    static String quote(String text) {
        String line = text.replaceAll("\\R.*", "…");
        return line.length() <= LONGEST
                ? "'%s'".formatted(line)
                : "'%s…'".formatted(line.substring(0, line.offsetByCodePoints(0, LONGEST)));
    }
}
