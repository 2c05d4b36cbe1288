package dev.scorebus.action;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/// A value that is one word, number or text.
sealed interface Scalar<T> extends Shape<T> {
    /// Whether it is text to YAML; what YAML takes for a number, a date or a truth value must then stand in quotes.
    default boolean isText() {
        return true;
    }

    /// Turns the text into a value.
    ///
    /// @throws IllegalArgumentException when it is wrong, with words that go on after the text
    T parse(String text);

    @Override
    default @Nullable T read(Node node, String path, Problems problems) {
        if (!(node instanceof ScalarNode scalar) || scalar.getTag().equals(Tag.NULL)) {
            problems.add(node, path, Nodes.describe(node), allowed());
            return null;
        }
        if (isText() && !scalar.getTag().equals(Tag.STR)) {
            problems.add(
                    node,
                    path,
                    "%s is %s to YAML; put it in quotes"
                            .formatted(Nodes.quote(scalar.getValue()), kind(scalar.getTag())),
                    allowed());
            return null;
        }
        try {
            return parse(scalar.getValue());
        } catch (ExpressionException e) {
            problems.add(textLine(scalar) + e.line() - 1, path, e.problem(), allowed());
        } catch (IllegalArgumentException e) {
            problems.add(
                    node, path, Nodes.quote(scalar.getValue()) + " " + e.getMessage(), allowed());
        }
        return null;
    }

    private static int textLine(ScalarNode scalar) {
        boolean block =
                scalar.getScalarStyle() == ScalarStyle.LITERAL
                        || scalar.getScalarStyle() == ScalarStyle.FOLDED;
        return Problems.line(scalar) + (block ? 1 : 0);
    }

    private static String kind(Tag tag) {
        if (tag.equals(Tag.BOOL)) {
            return "true or false";
        }
        return tag.equals(Tag.INT) || tag.equals(Tag.FLOAT) ? "a number" : "a date";
    }

    /// Text that fits a pattern.
    ///
    /// @param pattern what all of it must fit
    /// @param allowed the pattern in words
    record Text(Pattern pattern, String allowed) implements Scalar<String> {
        @Override
        public String parse(String text) {
            if (!pattern.matcher(text).matches()) {
                throw new IllegalArgumentException("does not fit");
            }
            return text;
        }

        @Override
        public String write(String value) {
            return YamlQuotes.quoted(value);
        }
    }

    /// An amount as Kubernetes writes it; a bare number is one too.
    ///
    /// @param pattern what all of it must fit
    /// @param allowed the pattern in words
    record Amount(Pattern pattern, String allowed) implements Scalar<String> {
        @Override
        public boolean isText() {
            return false;
        }

        @Override
        public String parse(String text) {
            if (!pattern.matcher(text).matches()) {
                throw new IllegalArgumentException("is not such an amount");
            }
            return text;
        }

        @Override
        public String write(String value) {
            return value;
        }
    }

    /// One of some words.
    ///
    /// @param words what each of them stands for
    record Word<E>(Map<String, E> words) implements Scalar<E> {
        public Word {
            words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
        }

        @Override
        public String allowed() {
            return String.join(", ", words.keySet());
        }

        @Override
        public E parse(String text) {
            E meaning = words.get(text);
            if (meaning == null) {
                throw new IllegalArgumentException(
                        NearestName.of(text, List.copyOf(words.keySet()))
                                .map("is not known; did you mean '%s'?"::formatted)
                                .orElse("is not known"));
            }
            return meaning;
        }

        @Override
        public String write(E value) {
            return words.entrySet().stream()
                    .filter(word -> word.getValue().equals(value))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("No word for " + value))
                    .getKey();
        }
    }

    /// A whole number.
    ///
    /// @param min the smallest
    /// @param max the largest
    record Whole(int min, int max) implements Scalar<Integer> {
        private static final Pattern DIGITS = Pattern.compile("0|-?[1-9][0-9]{0,8}");

        @Override
        public boolean isText() {
            return false;
        }

        @Override
        public String allowed() {
            return "a whole number from %d to %d".formatted(min, max);
        }

        @Override
        public @Nullable Integer read(Node node, String path, Problems problems) {
            if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
                problems.add(
                        node,
                        path,
                        Nodes.quote(scalar.getValue()) + " is text, not a number",
                        allowed());
                return null;
            }
            return Scalar.super.read(node, path, problems);
        }

        @Override
        public Integer parse(String text) {
            if (!DIGITS.matcher(text).matches()) {
                throw new IllegalArgumentException("is not such a number");
            }
            int number = Integer.parseInt(text);
            if (number < min || number > max) {
                throw new IllegalArgumentException("is out of bounds");
            }
            return number;
        }

        @Override
        public String write(Integer value) {
            return value.toString();
        }
    }

    /// A length of time.
    ///
    /// @param min the shortest
    /// @param max the longest
    record Time(Duration min, Duration max) implements Scalar<Duration> {
        static final Pattern PATTERN = Pattern.compile("(0|[1-9][0-9]{0,8})(ms|s|m|h)");

        @Override
        public boolean isText() {
            return false;
        }

        @Override
        public String allowed() {
            return "a time from %s to %s, such as 500ms, 30s, 5m or 1h"
                    .formatted(write(min), write(max));
        }

        @Override
        public Duration parse(String text) {
            Matcher matcher = PATTERN.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        text.matches("[0-9]+") ? "has no unit" : "is not a time");
            }
            long amount = Long.parseLong(matcher.group(1));
            Duration time =
                    switch (matcher.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        default -> Duration.ofHours(amount);
                    };
            if (time.compareTo(min) < 0 || time.compareTo(max) > 0) {
                throw new IllegalArgumentException("is out of bounds");
            }
            return time;
        }

        @Override
        public String write(Duration value) {
            long millis = value.toMillis();
            if (millis % 1_000 != 0) {
                return millis + "ms";
            }
            long seconds = millis / 1_000;
            if (seconds % 60 != 0 || seconds == 0) {
                return seconds + "s";
            }
            return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m";
        }
    }

    /// An address of the web.
    record Web() implements Scalar<URI> {
        static final Pattern PATTERN =
                Pattern.compile("https?://[^@#\\s/?]{1,300}([/?][^#\\s]{0,1700})?");

        @Override
        public String allowed() {
            return "an address that begins with https:// or http:// and has a host, no user and no fragment";
        }

        @Override
        public URI parse(String text) {
            try {
                URI uri = new URI(text);
                if (PATTERN.matcher(text).matches()
                        && uri.getHost() != null
                        && uri.getPort() <= 65_535
                        && uri.getPort() != 0) {
                    return uri;
                }
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("is not such an address: " + e.getReason(), e);
            }
            throw new IllegalArgumentException("is not such an address");
        }

        @Override
        public String write(URI value) {
            return YamlQuotes.quoted(value.toString());
        }
    }

    /// A CEL expression over `event`.
    ///
    /// @param gives what it must have as its value
    record Cel(Gives gives) implements Scalar<Expression> {
        /// What an expression is asked for.
        enum Gives {
            /// Whether it holds.
            TRUTH("true or false"),
            /// A name.
            TEXT("text");

            private final String words;

            Gives(String words) {
                this.words = words;
            }
        }

        @Override
        public String allowed() {
            return "a CEL expression over 'event' that gives " + gives.words;
        }

        @Override
        public Expression parse(String text) {
            Expression expression = Expression.of(text);
            boolean fits =
                    switch (gives) {
                        case TRUTH -> expression.canTest();
                        case TEXT -> expression.canBeText();
                    };
            if (!fits) {
                throw new IllegalArgumentException("gives " + expression.typeName());
            }
            return expression;
        }

        @Override
        public String write(Expression value) {
            return YamlQuotes.quoted(value.toString());
        }
    }

    /// How much of an explanation goes out.
    record Explained() implements Scalar<Action.Explain> {
        static final Pattern PATTERN = Pattern.compile("all|none|top-[1-9][0-9]{0,4}");

        @Override
        public String allowed() {
            return "all, none, or top-N such as top-5";
        }

        @Override
        public Action.Explain parse(String text) {
            if (!PATTERN.matcher(text).matches()) {
                throw new IllegalArgumentException("is not known");
            }
            return Action.Explain.of(text);
        }

        @Override
        public String write(Action.Explain value) {
            return value.toString();
        }
    }
}
