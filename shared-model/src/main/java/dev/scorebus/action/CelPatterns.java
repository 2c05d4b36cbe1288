package dev.scorebus.action;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;

/// Compiles the regular expressions that stand in an expression, so that a wrong one is told when the expression is read and
/// not by each message.
final class CelPatterns {
    private CelPatterns() {}

    /// @throws ExpressionException when a pattern is not one that RE2 knows
    static void check(CelAbstractSyntaxTree tree) {
        CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(CelNavigableExpr::expr)
                .filter(CelPatterns::matchesConstant)
                .forEach(node -> compile(node.call().args().getLast().constant().stringValue()));
    }

    private static boolean matchesConstant(CelExpr node) {
        if (node.getKind() != CelExpr.ExprKind.Kind.CALL
                || !node.call().function().equals("matches")) {
            return false;
        }
        CelExpr pattern = node.call().args().getLast();
        return pattern.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && pattern.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    }

    private static void compile(String pattern) {
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new ExpressionException(
                    "the regular expression '%s' is wrong: %s"
                            .formatted(pattern, e.getDescription()),
                    1);
        }
    }
}
