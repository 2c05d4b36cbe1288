package dev.scorebus.action;

import dev.scorebus.message.Mode;
import dev.scorebus.message.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the fields of an action file demand of each other. A key without an effect is refused: whoever wrote it thinks that it
/// has one.
final class ActionRules {
    private final Values spec;
    private final Problems problems;

    private ActionRules(Values spec, Problems problems) {
        this.spec = spec;
        this.problems = problems;
    }

    static void check(Values file, Problems problems) {
        Values spec = file.section(ActionFields.SPEC);
        new ModeRules(spec.find(ActionFields.MODE), problems).check(ActionFields.FILE, file);
        ActionRules rules = new ActionRules(spec, problems);
        rules.checkProgram();
        rules.checkRetry();
        rules.checkScale();
        rules.checkSinks();
        rules.checkTopics(file.section(ActionFields.METADATA).find(ActionFields.ACTION_NAME));
    }

    /// Names the fields of a file without modes that must be there and are not.
    static void require(Shape.Section file, Values values, Problems problems) {
        new ModeRules(null, problems).check(file, values);
    }

    private void checkProgram() {
        if (!"trees".equals(spec.find(ActionFields.PROGRAM))) {
            return;
        }
        if (!spec.mentions(ActionFields.MODEL)) {
            problems.add(
                    spec.line(ActionFields.PROGRAM),
                    spec.path(ActionFields.MODEL),
                    "is missing; program 'trees' scores with a model",
                    ActionFields.MODEL.example());
        }
        String command = spec.find(ActionFields.COMMAND);
        if (command != null && !command.equals("score")) {
            problems.add(
                    spec.line(ActionFields.COMMAND),
                    spec.path(ActionFields.COMMAND),
                    "'%s' is not a command of program 'trees'".formatted(command),
                    "score");
        }
    }

    private void checkRetry() {
        Values retry = spec.section(ActionFields.RETRY);
        Integer retries = retry.find(ActionFields.MAX_RETRIES);
        if (retries != null && retries == 0) {
            for (Field<?> field :
                    List.of(
                            ActionFields.FIRST_DELAY,
                            ActionFields.MAX_DELAY,
                            ActionFields.ORDERING)) {
                refuse(retry, field, "has no effect with maxRetries: 0", "no such key");
            }
        }
        Duration first = retry.find(ActionFields.FIRST_DELAY);
        Duration most = retry.find(ActionFields.MAX_DELAY);
        if (first != null && most != null && first.compareTo(most) > 0) {
            problems.add(
                    retry.line(ActionFields.FIRST_DELAY),
                    retry.path(ActionFields.FIRST_DELAY),
                    "'%s' is longer than maxDelay, which is %s"
                            .formatted(
                                    ActionFields.FIRST_DELAY.shape().write(first),
                                    ActionFields.MAX_DELAY.shape().write(most)),
                    "at most maxDelay");
        }
    }

    private void checkScale() {
        Values scale = spec.section(ActionFields.SCALE);
        Integer min = scale.find(ActionFields.MIN);
        Integer max = scale.find(ActionFields.MAX);
        if (min == null || max == null) {
            return;
        }
        if (min > max) {
            problems.add(
                    scale.line(ActionFields.MIN),
                    scale.path(ActionFields.MIN),
                    "'%d' is more than max, which is %d".formatted(min, max),
                    "at most max");
        } else if (min.equals(max)) {
            refuse(
                    scale,
                    ActionFields.LAG_PER_INSTANCE,
                    "has no effect while min and max are both " + max,
                    "a max over min, or no such key");
        }
    }

    private void checkTopics(@Nullable String name) {
        Values input = spec.section(ActionFields.INPUT);
        Set<String> taken = new HashSet<>();
        if (name != null) {
            taken.add(Topics.retry(name));
            taken.add(Topics.deadLetters(name));
        }
        Set<String> inputs = new HashSet<>();
        for (String topic : input.list(ActionFields.TOPICS)) {
            checkTopic(topic, taken, inputs, input, ActionFields.TOPICS);
        }
        Set<String> outputs = new HashSet<>();
        for (Values output : spec.list(ActionFields.OUTPUTS)) {
            String topic = output.find(OutputFields.TOPIC);
            if (topic != null) {
                checkTopic(topic, taken, outputs, output, OutputFields.TOPIC);
            }
            if (topic != null && inputs.contains(topic)) {
                problems.add(
                        output.line(OutputFields.TOPIC),
                        output.path(OutputFields.TOPIC),
                        "'%s' is an input too: its scores would be scored again".formatted(topic),
                        "a topic that this action does not read");
            }
        }
    }

    /// Two outputs of one table, address or folder would write everything twice.
    private void checkSinks() {
        Set<String> seen = new HashSet<>();
        for (Values output : spec.list(ActionFields.OUTPUTS)) {
            Values postgres = output.section(OutputFields.POSTGRES);
            String connection = postgres.find(OutputFields.CONNECTION);
            checkSink(seen, postgres, OutputFields.TABLE, connection + " ");
            checkSink(seen, output.section(OutputFields.WEBHOOK), OutputFields.URL, "");
            checkSink(seen, output.section(OutputFields.FILE), OutputFields.PATH, "file ");
        }
    }

    private void checkSink(Set<String> seen, Values sink, Field<?> field, String kind) {
        Object name = sink.find(field);
        if (name != null && !seen.add(kind + name)) {
            problems.add(
                    sink.line(field),
                    sink.path(field),
                    "'%s' is there twice".formatted(name),
                    "once");
        }
    }

    private void checkTopic(
            String topic, Set<String> taken, Set<String> seen, Values at, Field<?> field) {
        if (!seen.add(topic)) {
            problems.add(
                    at.line(field), at.path(field), "'%s' is there twice".formatted(topic), "once");
        }
        if (taken.contains(topic)) {
            problems.add(
                    at.line(field),
                    at.path(field),
                    "'%s' is where Scorebus keeps this action's failures".formatted(topic),
                    "another topic");
        }
    }

    private void refuse(Values section, Field<?> field, String wrong, String allowed) {
        if (section.mentions(field)) {
            problems.add(section.line(field), section.path(field), wrong, allowed);
        }
    }

    /// What is required, and what the mode leaves without an effect.
    private record ModeRules(@Nullable Mode mode, Problems problems) {
        void check(Shape.Section section, Values values) {
            for (Field<?> field : section.fields()) {
                check(field, values);
            }
        }

        private void check(Field<?> field, Values values) {
            boolean has = values.mentions(field);
            if (has && mode != null && !field.modes().contains(mode)) {
                problems.add(
                        values.line(field),
                        values.path(field),
                        "has no effect in mode '%s'".formatted(word(mode)),
                        "no such key, or mode " + modes(field));
                return;
            }
            boolean expected =
                    mode == null ? !field.isBoundToModes() : field.modes().contains(mode);
            if (!has && field.required() && expected) {
                problems.add(
                        values.line(field),
                        values.path(field),
                        "is missing",
                        field.shape().allowed() + "; for example " + field.example());
            }
            if (has) {
                descend(field, values);
            }
        }

        @SuppressWarnings("unchecked") // the shape says what the field's value is
        private void descend(Field<?> field, Values values) {
            switch (field.shape()) {
                case Shape.Section section -> {
                    Values below = values.find((Field<Values>) field);
                    if (below != null) {
                        check(section, below);
                    }
                }
                case Shape.Many<?>(Shape.Section section) ->
                        values.list((Field<List<Values>>) field)
                                .forEach(below -> check(section, below));
                case Shape.Many<?> _, Scalar<?> _ -> {}
            }
        }

        private static String modes(Field<?> field) {
            return String.join(", ", field.modes().stream().sorted().map(ModeRules::word).toList());
        }

        private static String word(Mode mode) {
            return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
