package dev.scorebus.action;

import dev.scorebus.message.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The tables of `docs/reference/action-file.md`, made from [ActionFields].
final class ActionReference {
    private final StringBuilder out = new StringBuilder();

    private ActionReference() {}

    static String tables() {
        ActionReference reference = new ActionReference();
        reference.section("the file", "", ActionFields.FILE);
        return reference.out.toString();
    }

    /// Every field with its path.
    static List<String> paths() {
        List<String> paths = new ArrayList<>();
        collect("", ActionFields.FILE, paths);
        return paths;
    }

    private static void collect(String parent, Shape.Section section, List<String> paths) {
        for (Field<?> field : section.fields()) {
            paths.add(field.path(parent));
            Shape.Section below = below(field.shape());
            if (below != null) {
                collect(pathBelow(field, parent), below, paths);
            }
        }
    }

    private void section(String title, String parent, Shape.Section section) {
        out.append("### `%s`\n\n".formatted(title));
        out.append("| field | what it says | allowed | when it is not there | example |\n");
        out.append("|---|---|---|---|---|\n");
        section.fields().forEach(this::row);
        out.append('\n');
        for (Field<?> field : section.fields()) {
            Shape.Section below = below(field.shape());
            if (below != null) {
                String path = pathBelow(field, parent);
                section(path, path, below);
            }
        }
    }

    private void row(Field<?> field) {
        String modes =
                field.isBoundToModes()
                        ? " Only in mode %s."
                                .formatted(
                                        field.modes().stream()
                                                .sorted()
                                                .map(ActionReference::word)
                                                .collect(Collectors.joining(", ")))
                        : "";
        out.append(
                "| `%s` | %s%s | %s | %s | `%s` |\n"
                        .formatted(
                                field.name(),
                                field.meaning(),
                                modes,
                                below(field.shape()) == null
                                        ? field.shape().allowed().replace("|", "\\|")
                                        : "see below",
                                absence(field),
                                field.example()));
    }

    private static String absence(Field<?> field) {
        if (field.required()) {
            return "**required**";
        }
        String otherwise = field.defaultText();
        if (otherwise != null) {
            return "`%s`".formatted(otherwise);
        }
        return field.absence().isEmpty() ? "the defaults below" : field.absence();
    }

    private static String pathBelow(Field<?> field, String parent) {
        return field.path(parent) + (field.shape() instanceof Shape.Many<?> ? "[]" : "");
    }

    private static Shape.@Nullable Section below(Shape<?> shape) {
        return switch (shape) {
            case Shape.Section section -> section;
            case Shape.Many<?>(Shape<?> element) -> below(element);
            case Scalar<?> _ -> null;
        };
    }

    private static String word(Mode mode) {
        return "`" + mode.name().toLowerCase(Locale.ROOT).replace('_', '-') + "`";
    }
}
