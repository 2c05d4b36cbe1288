package dev.scorebus.action;

import java.util.Optional;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;

/// Reads and writes action files; the only parser of them. The format is in `docs/reference/action-file.md`.
public final class ActionFile {
    private ActionFile() {}

    /// Reads one action. Every mistake is told at once; a key that is unknown, or has no effect, is one.
    ///
    /// @param file how the text is called in problems
    /// @param yaml the text
    public static ParsedAction read(String file, String yaml) {
        Problems problems = new Problems(file);
        Optional<Node> root = YamlText.compose(yaml, problems);
        Optional<Values> values =
                root.flatMap(
                        node -> Optional.ofNullable(ActionFields.FILE.read(node, "", problems)));
        values.ifPresent(found -> ActionRules.check(found, problems));
        return values.isPresent() && problems.isEmpty()
                ? new ParsedAction.Valid(ActionAssembly.assemble(values.get()))
                : new ParsedAction.Invalid(problems.inOrder());
    }

    /// An action as a file that reads back equal. What is as by default is left out.
    public static String write(Action action) {
        Values file = ActionAssembly.takeApart(action);
        return ActionFields.FILE.fields().stream()
                .map(field -> entry(field, file))
                .collect(Collectors.joining());
    }

    private static <T> String entry(Field<T> field, Values file) {
        if (!(field.shape() instanceof Shape.Section section)) {
            return "%s: %s\n".formatted(field.name(), field.shape().write(file.get(field)));
        }
        @SuppressWarnings("unchecked") // a section's value is a section
        Values below = file.get((Field<Values>) field);
        return section.fields().stream()
                .filter(below::mentions)
                .map(inner -> "  %s: %s\n".formatted(inner.name(), line(inner, below)))
                .collect(Collectors.joining("", field.name() + ":\n", ""));
    }

    private static <T> String line(Field<T> field, Values values) {
        return field.shape().write(values.get(field));
    }
}
