package dev.scorebus.action;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;

/// Holds regular expressions to what can be known when an expression is read: a pattern stands in the expression and does not
/// come from a message, it is one that RE2 knows, and it is small. RE2 matches in linear time, but it unrolls `(a{1000}){1000}`
/// into a million steps while it compiles.
final class CelPatterns {
    /// How many characters a pattern may have.
    static final int MAX_LENGTH = 500;

    /// How many steps the compiled pattern may have, and how often its counted repetitions may multiply.
    static final int MAX_STEPS = 1_000;

    private static final java.util.regex.Pattern COUNT =
            java.util.regex.Pattern.compile("\\{([0-9]{1,6})(?:,([0-9]{0,6}))?\\}");

    private CelPatterns() {}

    /// @throws ExpressionException when a pattern breaks a rule
    static void check(CelAbstractSyntaxTree tree) {
        CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(CelNavigableExpr::expr)
                .filter(CelPatterns::matches)
                .map(node -> node.call().args().getLast())
                .forEach(CelPatterns::check);
    }

    private static boolean matches(CelExpr node) {
        return node.getKind() == CelExpr.ExprKind.Kind.CALL
                && node.call().function().equals("matches");
    }

    private static void check(CelExpr argument) {
        if (argument.getKind() != CelExpr.ExprKind.Kind.CONSTANT
                || argument.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            throw new ExpressionException(
                    "the regular expression of 'matches' must be a text in quotes", 1);
        }
        String pattern = argument.constant().stringValue();
        if (pattern.length() > MAX_LENGTH || repetitions(pattern) > MAX_STEPS) {
            throw tooLarge(pattern);
        }
        try {
            if (Pattern.compile(pattern).programSize() > MAX_STEPS) {
                throw tooLarge(pattern);
            }
        } catch (PatternSyntaxException e) {
            throw new ExpressionException(
                    "the regular expression '%s' is wrong: %s"
                            .formatted(pattern, e.getDescription()),
                    1);
        }
    }

    /// The product of all counts, an upper bound of what nesting can make of them.
    private static long repetitions(String pattern) {
        long product = 1;
        java.util.regex.Matcher counts = COUNT.matcher(pattern);
        while (counts.find() && product <= MAX_STEPS) {
            String most = counts.group(2);
            String count = most == null || most.isEmpty() ? counts.group(1) : most;
            product *= Math.max(1, Long.parseLong(count));
        }
        return product;
    }

    private static ExpressionException tooLarge(String pattern) {
        return new ExpressionException(
                "the regular expression %s is too large: at most %d characters, and %d steps with its repetitions multiplied"
                        .formatted(Nodes.quote(pattern), MAX_LENGTH, MAX_STEPS),
                1);
    }
}
