package dev.scorebus.action;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.exceptions.CelDivideByZeroException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.standard.DivideOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Arithmetic over integers and doubles together, which standard CEL refuses. JSON and CSV do not tell 4 from 4.0, so a number's
/// kind is an accident of how it was written; an expression must not fail, or divide otherwise, because of it. Hence `+`, `-`
/// and `*` of an integer and a double give a double, and `/` always divides as doubles (7 / 2 is 3.5); dividing by zero fails. To the compiler their result is `dyn`, so that it may be
/// compared with an integer.
final class CelNumbers {
    private enum Operator {
        ADD("_+_"),
        SUBTRACT("_-_"),
        MULTIPLY("_*_"),
        DIVIDE("_/_");

        private final String function;

        Operator(String function) {
            this.function = function;
        }

        double apply(double left, double right) {
            return switch (this) {
                case ADD -> left + right;
                case SUBTRACT -> left - right;
                case MULTIPLY -> left * right;
                case DIVIDE -> divide(left, right);
            };
        }
    }

    private CelNumbers() {}

    /// What the compiler knows beside [#declarations].
    static List<CelFunctionDecl> overloads() {
        List<CelFunctionDecl> declarations = new ArrayList<>();
        for (Operator operator : Operator.values()) {
            List<CelOverloadDecl> overloads = new ArrayList<>();
            overloads.add(overload(operator, "int_double", SimpleType.INT, SimpleType.DOUBLE));
            overloads.add(overload(operator, "double_int", SimpleType.DOUBLE, SimpleType.INT));
            if (operator == Operator.DIVIDE) {
                overloads.add(overload(operator, "int_int", SimpleType.INT, SimpleType.INT));
                overloads.add(
                        overload(operator, "double_double", SimpleType.DOUBLE, SimpleType.DOUBLE));
            }
            declarations.add(CelFunctionDecl.newFunctionDeclaration(operator.function, overloads));
        }
        return declarations;
    }

    /// What the runtime knows beside [#functions].
    static List<CelFunctionBinding> bindings(CelOptions options) {
        List<CelFunctionBinding> bindings = new ArrayList<>();
        for (Operator operator : Operator.values()) {
            List<CelFunctionBinding> overloads = new ArrayList<>();
            overloads.add(binding(operator, "int_double", Long.class, Double.class));
            overloads.add(binding(operator, "double_int", Double.class, Long.class));
            if (operator == Operator.DIVIDE) {
                overloads.add(binding(operator, "int_int", Long.class, Long.class));
                overloads.add(binding(operator, "double_double", Double.class, Double.class));
            }
            if (operator == Operator.ADD) {
                overloads.addAll(CelSums.overloads(options));
            }
            bindings.addAll(CelFunctionBinding.fromOverloads(operator.function, overloads));
        }
        return bindings;
    }

    /// The standard declarations less the division that ours replaces.
    static CelStandardDeclarations declarations() {
        return CelStandardDeclarations.newBuilder()
                .excludeFunctions(StandardFunction.DIVIDE)
                .build();
    }

    /// The standard functions less those that ours replace.
    static CelStandardFunctions functions() {
        return CelStandardFunctions.newBuilder()
                .filterFunctions(
                        (_, overload) ->
                                !(overload instanceof DivideOperator.DivideOverload)
                                        && !CelSums.replaces(overload))
                .build();
    }

    private static double divide(double dividend, double divisor) {
        if (divisor == 0) {
            throw new CelDivideByZeroException();
        }
        return dividend / divisor;
    }

    private static CelOverloadDecl overload(
            Operator operator, String types, CelType left, CelType right) {
        return CelOverloadDecl.newGlobalOverload(id(operator, types), SimpleType.DYN, left, right);
    }

    private static <A extends Number, B extends Number> CelFunctionBinding binding(
            Operator operator, String types, Class<A> left, Class<B> right) {
        return CelFunctionBinding.from(
                id(operator, types),
                left,
                right,
                (a, b) -> operator.apply(a.doubleValue(), b.doubleValue()));
    }

    private static String id(Operator operator, String types) {
        return "scorebus_" + operator.name().toLowerCase(Locale.ROOT) + "_" + types;
    }
}
