package dev.scorebus.action;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A compiled expression; safe to share between threads.
///
/// @param text the expression as it was written
/// @param tree its checked syntax tree
/// @param program what runs
record CelProgram(String text, CelAbstractSyntaxTree tree, CelRuntime.Program program) {
    private static final Pattern POSITION =
            Pattern.compile("evaluation error(?: at <input>:(\\d+))?: (.*)", Pattern.DOTALL);

    private static final Pattern OVERLOAD =
            Pattern.compile("No matching overload for function '([^']+)'.*", Pattern.DOTALL);

    /// The type the compiler found; `dyn` where only the input tells.
    CelType type() {
        return tree.getResultType();
    }

    /// Evaluates it with its only variable.
    Evaluation<@Nullable Object> eval(Object variable) {
        Optional<Object> present = Optional.of(variable);
        CelSums.begin();
        try {
            return new Evaluation.Value<>(CelValues.toJava(program.eval(_ -> present)));
        } catch (CelEvaluationException e) {
            return new Evaluation.Failed<>(describe(e));
        }
    }

    /// Says that it cannot be used on this input.
    <T extends @Nullable Object> Evaluation.Failed<T> failed(String why) {
        return new Evaluation.Failed<>("`%s`: %s".formatted(text, why));
    }

    private String describe(CelEvaluationException e) {
        Matcher matcher = POSITION.matcher(String.valueOf(e.getMessage()));
        if (!matcher.matches()) {
            return "`%s`: %s".formatted(text, e.getMessage());
        }
        String offset = matcher.group(1);
        String place =
                offset == null ? "" : " at column %d".formatted(Integer.parseInt(offset) + 1);
        return "`%s`%s: %s".formatted(text, place, inOurWords(matcher.group(2)));
    }

    private static String inOurWords(String message) {
        Matcher overload = OVERLOAD.matcher(message);
        return overload.matches()
                ? "'%s' does not apply to these values; is one missing or of another type?"
                        .formatted(overload.group(1).replace("_", ""))
                : message;
    }
}
