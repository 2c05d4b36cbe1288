package dev.scorebus.action;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// What a value of an action file may be.
///
/// @param <T> what it becomes
sealed interface Shape<T> permits Scalar, Shape.Section, Shape.Many {
    /// What is allowed, in words.
    String allowed();

    /// Reads a value; null, with a problem added, when it is wrong.
    @Nullable T read(Node node, String path, Problems problems);

    /// The value as it stands in a file, on one line.
    String write(T value);

    /// A mapping of known keys.
    ///
    /// @param choice whether it has one of them, and no more
    record Section(List<Field<?>> fields, boolean choice) implements Shape<Values> {
        public Section {
            fields = List.copyOf(fields);
        }

        Section(List<Field<?>> fields) {
            this(fields, false);
        }

        /// A mapping that has one of these keys.
        static Section choice(List<Field<?>> fields) {
            return new Section(fields, true);
        }

        @Override
        public String allowed() {
            return (choice ? "one of " : "") + names();
        }

        private String names() {
            return fields.stream().map(Field::name).collect(Collectors.joining(", "));
        }

        @Override
        public @Nullable Values read(Node node, String path, Problems problems) {
            if (!(node instanceof MappingNode mapping)) {
                problems.add(
                        node, path, Nodes.describe(node) + ", not fields with values", allowed());
                return null;
            }
            Values values = new Values(path, Problems.line(node));
            Map<String, Integer> seen = new LinkedHashMap<>();
            for (NodeTuple entry : mapping.getValue()) {
                String name = Nodes.key(entry.getKeyNode());
                Integer first = seen.putIfAbsent(name, Problems.line(entry.getKeyNode()));
                Field<?> field = field(name);
                String at = path.isEmpty() ? name : path + "." + name;
                if (first != null) {
                    problems.add(
                            entry.getKeyNode(),
                            at,
                            "is there twice, first in line " + first,
                            "once");
                } else if (field == null) {
                    problems.add(
                            entry.getKeyNode(),
                            at,
                            NearestName.unknown(name, path, this),
                            allowed());
                } else {
                    readField(field, entry, values, problems);
                }
            }
            if (choice) {
                checkChoice(node, seen, path, problems);
            }
            return values;
        }

        private void checkChoice(
                Node node, Map<String, Integer> seen, String path, Problems problems) {
            List<String> known =
                    seen.keySet().stream().filter(name -> field(name) != null).toList();
            if (seen.isEmpty()) {
                problems.add(node, path, "is empty", allowed());
            } else if (known.size() > 1) {
                problems.add(
                        node,
                        path,
                        "is of several kinds: " + String.join(", ", known),
                        allowed() + "; write each as an element of its own");
            }
        }

        @Override
        public String write(Values value) {
            return fields.stream()
                    .filter(value::mentions)
                    .map(field -> field.name() + ": " + writeField(field, value))
                    .collect(Collectors.joining(", ", "{", "}"));
        }

        private @Nullable Field<?> field(String name) {
            return fields.stream()
                    .filter(field -> field.name().equals(name))
                    .findFirst()
                    .orElse(null);
        }

        private static <T> void readField(
                Field<T> field, NodeTuple entry, Values values, Problems problems) {
            values.mention(field, Problems.line(entry.getKeyNode()));
            T value = field.shape().read(entry.getValueNode(), values.path(field), problems);
            if (value != null) {
                values.put(field, value);
            }
        }

        private static <T> String writeField(Field<T> field, Values values) {
            return field.shape().write(values.get(field));
        }
    }

    /// A list with at least one element.
    ///
    /// @param element what each of them may be
    record Many<T>(Shape<T> element) implements Shape<List<T>> {
        @Override
        public String allowed() {
            return "a list of at least one: " + element.allowed();
        }

        @Override
        public @Nullable List<T> read(Node node, String path, Problems problems) {
            if (!(node instanceof SequenceNode sequence)) {
                String hint =
                        node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)
                                ? "; write [%s]".formatted(scalar.getValue())
                                : "";
                problems.add(node, path, Nodes.describe(node) + ", not a list" + hint, allowed());
                return null;
            }
            if (sequence.getValue().isEmpty()) {
                problems.add(node, path, "is an empty list", allowed());
                return null;
            }
            List<T> values = new ArrayList<>();
            for (int i = 0; i < sequence.getValue().size(); i++) {
                T value =
                        element.read(
                                sequence.getValue().get(i), "%s[%d]".formatted(path, i), problems);
                if (value != null) {
                    values.add(value);
                }
            }
            return values;
        }

        @Override
        public String write(List<T> value) {
            return value.stream().map(element::write).collect(Collectors.joining(", ", "[", "]"));
        }
    }
}
