package dev.scorebus.action;

import java.io.StringReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/// YAML as far as an action file needs it: one document, without anchors, aliases and tags, not deep and not long. The
/// text is looked over by its events first, so that nothing hostile reaches the part that builds a tree.
final class YamlText {
    /// How many characters a file may have.
    static final int MAX_LENGTH = 256 * 1024;

    /// How deep it may be nested; an action needs 4.
    static final int MAX_DEPTH = 16;

    private static final String QUOTE =
            "one YAML document; text that holds ': ' or ' #', or begins with one of !&*{}[]|>@`%\"', stands in quotes";

    private final String text;
    private final Problems problems;

    private YamlText(String text, Problems problems) {
        this.text = text;
        this.problems = problems;
    }

    /// The root of a text; empty, with a problem added, when there is none.
    static Optional<Node> compose(String text, Problems problems) {
        if (text.length() > MAX_LENGTH) {
            problems.add(
                    1,
                    "",
                    "the file has %d characters".formatted(text.length()),
                    "at most " + MAX_LENGTH);
            return Optional.empty();
        }
        return new YamlText(text, problems).compose();
    }

    private Optional<Node> compose() {
        try {
            if (!looksRight()) {
                return Optional.empty();
            }
            Node root = yaml().compose(new StringReader(text));
            if (root == null) {
                problems.add(1, "", "the file is empty", "apiVersion, kind, metadata and spec");
            }
            return Optional.ofNullable(root);
        } catch (MarkedYAMLException e) {
            problems.add(line(e.getProblemMark()), "", "is not YAML: " + e.getProblem(), QUOTE);
        } catch (ReaderException e) {
            problems.add(
                    lineAt(e.getPosition()),
                    "",
                    "character U+%04X has no place in YAML".formatted(e.getCodePoint()),
                    "printable text in UTF-8");
        } catch (YAMLException e) {
            problems.add(1, "", "is not YAML: " + e.getMessage(), QUOTE);
        }
        return Optional.empty();
    }

    private boolean looksRight() {
        int documents = 0;
        int depth = 0;
        for (Event event : yaml().parse(new StringReader(text))) {
            switch (event) {
                case DocumentStartEvent _ -> documents++;
                case CollectionStartEvent _ -> depth++;
                case CollectionEndEvent _ -> depth--;
                default -> {}
            }
            if (documents > 1) {
                return refuse(event, "a second document begins", "one action per file");
            }
            if (depth > MAX_DEPTH) {
                return refuse(
                        event,
                        "is nested more than %d deep".formatted(MAX_DEPTH),
                        "an action is nested 4 deep");
            }
            if (event instanceof AliasEvent
                    || (event instanceof NodeEvent node && node.getAnchor() != null)) {
                return refuse(event, "'&' and '*' begin an anchor and an alias", QUOTE);
            }
            if (tag(event) != null) {
                return refuse(event, "'!' begins a tag", QUOTE);
            }
        }
        return true;
    }

    private boolean refuse(Event event, String wrong, String allowed) {
        problems.add(line(event.getStartMark()), "", wrong, allowed);
        return false;
    }

    private static @Nullable String tag(Event event) {
        return switch (event) {
            case ScalarEvent scalar -> scalar.getTag();
            case CollectionStartEvent collection -> collection.getTag();
            default -> null;
        };
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH + 1);
        options.setMaxAliasesForCollections(0);
        options.setCodePointLimit(4 * MAX_LENGTH);
        return new Yaml(options);
    }

    private static int line(@Nullable Mark mark) {
        return mark == null ? 1 : mark.getLine() + 1;
    }

    private int lineAt(int position) {
        return 1
                + (int)
                        text.codePoints()
                                .limit(Math.max(0, position))
                                .filter(point -> point == '\n')
                                .count();
    }
}
