package dev.scorebus.refusal;

import dev.scorebus.action.NearestName;
import dev.scorebus.message.WireJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/// Why a body could not be read, in the words of the body: its fields and what they allow, no types of ours.
public final class UnreadableBody {
    private static final Set<Class<?>> WHOLE =
            Set.of(int.class, Integer.class, long.class, Long.class);

    private UnreadableBody() {}

    /// Why, in one line.
    public static String why(Throwable cause) {
        return switch (cause) {
            case UnrecognizedPropertyException unknown -> unknown(unknown);
            case ValueInstantiationException refused when refused.getCause() != null ->
                    text(refused.getCause());
            case MismatchedInputException mismatch -> mismatch(mismatch);
            default -> text(cause);
        };
    }

    private static String unknown(UnrecognizedPropertyException unknown) {
        List<String> known =
                unknown.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
        return unknownKey(unknown.getPropertyName(), known);
    }

    /// What is said of a key that nothing reads.
    ///
    /// @param known the keys that are read where it stands
    public static String unknownKey(String name, List<String> known) {
        return "%s is not known%s; known: %s"
                .formatted(name, NearestName.hint(name, known), String.join(", ", known));
    }

    private static String mismatch(MismatchedInputException mismatch) {
        Class<?> wanted = mismatch.getTargetType();
        String field = field(mismatch);
        return "%s is not %s"
                .formatted(
                        field.isEmpty() ? "it" : field,
                        wanted == null ? "what is read here" : allowed(wanted));
    }

    private static String allowed(Class<?> wanted) {
        if (wanted.isEnum()) {
            List<String> words = new ArrayList<>();
            for (Object constant : wanted.getEnumConstants()) {
                words.add(WireJson.mapper().writeValueAsString(constant).replace("\"", ""));
            }
            return "one of " + String.join(", ", words);
        }
        if (wanted == String.class) {
            return "a text";
        }
        if (wanted == Boolean.class || wanted == boolean.class) {
            return "true or false";
        }
        if (WHOLE.contains(wanted)) {
            return "a whole number";
        }
        if (Number.class.isAssignableFrom(wanted) || wanted.isPrimitive()) {
            return "a number";
        }
        return Collection.class.isAssignableFrom(wanted) ? "a list" : "an object";
    }

    private static String field(JacksonException exception) {
        StringBuilder field = new StringBuilder();
        for (JacksonException.Reference step : exception.getPath()) {
            if (step.getPropertyName() == null) {
                field.append('[').append(step.getIndex()).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return field.toString();
    }

    private static String text(Throwable cause) {
        String message =
                cause instanceof JacksonException json
                        ? json.getOriginalMessage()
                        : cause.getMessage();
        if (message == null) {
            return "it is empty";
        }
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
