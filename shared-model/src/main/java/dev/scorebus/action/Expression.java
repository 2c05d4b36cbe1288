package dev.scorebus.action;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.cel.common.types.CelKind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A CEL expression over `event`, compiled when it is read; equal when its text is. Safe to share between threads.
///
/// `event` has `id`, `source`, `type`, `subject`, `time`, `topic`, `key`, `contenttype`, `extensions` (a map of strings) and
/// `data` (the payload, when it is JSON). Naming another field does not compile. A field that an event lacks makes the expression
/// fail on that event, by name; `has(event.data.x)` asks first.
public final class Expression {
    private final CelProgram program;

    private Expression(CelProgram program) {
        this.program = program;
    }

    /// Compiles an expression.
    ///
    /// @throws IllegalArgumentException when it is not valid CEL, with the compiler's words and the position
    @JsonCreator
    public static Expression of(String text) {
        return new Expression(CelDialect.event(text));
    }

    /// Whether it holds for an event, as a filter asks. Anything but true or false is a failure.
    public Evaluation<Boolean> test(EventView event) {
        return switch (eval(event)) {
            case Evaluation.Failed(String why) -> new Evaluation.Failed<>(why);
            case Evaluation.Value(Object value) ->
                    value instanceof Boolean answer
                            ? new Evaluation.Value<>(answer)
                            : program.failed(
                                    "is %s, not true or false".formatted(CelValues.kind(value)));
        };
    }

    /// Its text for an event, as `customer` asks. A whole number of the event counts as text; anything else, or nothing, is a failure.
    public Evaluation<String> text(EventView event) {
        return switch (eval(event)) {
            case Evaluation.Failed(String why) -> new Evaluation.Failed<>(why);
            case Evaluation.Value(Object value) ->
                    switch (value) {
                        case String text when !text.isBlank() -> new Evaluation.Value<>(text);
                        case Long number -> new Evaluation.Value<>(number.toString());
                        case null, default ->
                                program.failed(
                                        "is %s, not a text".formatted(CelValues.kind(value)));
                    };
        };
    }

    /// Its value for an event.
    public Evaluation<@Nullable Object> eval(EventView event) {
        return program.eval(event.fields());
    }

    /// Whether it can be true or false at all.
    boolean canTest() {
        return program.type().kind() == CelKind.BOOL || program.type().kind() == CelKind.DYN;
    }

    /// Whether it can be a text at all.
    boolean canBeText() {
        return switch (program.type().kind()) {
            case STRING, DYN -> true;
            default -> false;
        };
    }

    /// The name of its type.
    String typeName() {
        return program.type().name().replace("google.protobuf.", "").toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Expression that && program.text().equals(that.program.text());
    }

    @Override
    public int hashCode() {
        return program.text().hashCode();
    }

    @Override
    @JsonValue
    public String toString() {
        return program.text();
    }
}
