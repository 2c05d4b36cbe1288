package dev.scorebus.action;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Optional;
import java.util.stream.Collectors;

/// CEL as Scorebus speaks it: the standard functions and macros, numbers that mix ([CelNumbers]), and bounds on what an
/// expression may cost. It has no side effects, and `matches` runs in linear time (RE2).
final class CelDialect {
    /// How many characters an expression may have.
    static final int MAX_LENGTH = 4_000;

    /// How many steps all macros such as `all`, `exists` and `map` may take in one evaluation.
    static final int MAX_ITERATIONS = 10_000;

    private static final CelOptions OPTIONS =
            CelOptions.current()
                    .enableHeterogeneousNumericComparisons(true)
                    .maxExpressionCodePointSize(MAX_LENGTH)
                    .maxParseRecursionDepth(50)
                    .comprehensionMaxIterations(MAX_ITERATIONS)
                    .maxRegexProgramSize(CelPatterns.MAX_STEPS)
                    .build();

    private static final StructType EVENT =
            StructType.create(
                    "scorebus.Event",
                    ImmutableSet.copyOf(EventFields.NAMES),
                    name -> Optional.of(typeOf(name)));

    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.plannerRuntimeBuilder()
                    .setOptions(OPTIONS)
                    .setStandardFunctions(CelNumbers.functions())
                    .addFunctionBindings(CelNumbers.bindings(OPTIONS))
                    .build();

    private CelDialect() {}

    /// Over the variable `event`.
    static CelProgram event(String text) {
        return compile(OverEvent.COMPILER, text);
    }

    /// Over the variable `row`.
    static CelProgram row(String text) {
        return compile(OverRow.COMPILER, text);
    }

    private static CelProgram compile(CelCompiler compiler, String text) {
        CelValidationResult result = compiler.compile(text);
        if (result.hasError()) {
            throw new ExpressionException(
                    result.getErrors().stream()
                            .map(CelDialect::describe)
                            .collect(Collectors.joining("; ")),
                    Math.max(1, result.getErrors().getFirst().getSourceLocation().getLine()));
        }
        try {
            CelAbstractSyntaxTree tree = result.getAst();
            CelPatterns.check(tree);
            return new CelProgram(text, tree, RUNTIME.createProgram(tree));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new ExpressionException(String.valueOf(e.getMessage()), 1);
        }
    }

    private static String describe(CelIssue issue) {
        String what =
                issue.getMessage().startsWith("undefined field")
                        ? issue.getMessage() + "; event has " + String.join(", ", EventFields.NAMES)
                        : issue.getMessage();
        int line = issue.getSourceLocation().getLine();
        int column = issue.getSourceLocation().getColumn() + 1;
        return line < 1
                ? what
                : "%s (line %d, column %d of the expression)".formatted(what, line, column);
    }

    private static CelType typeOf(String field) {
        return switch (field) {
            case "time" -> SimpleType.TIMESTAMP;
            case "extensions" -> MapType.create(SimpleType.STRING, SimpleType.STRING);
            case "data" -> SimpleType.DYN;
            default -> SimpleType.STRING;
        };
    }

    private static CelCompiler compiler(String variable, CelType type) {
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setStandardEnvironmentEnabled(false)
                .setStandardDeclarations(CelNumbers.declarations())
                .addFunctionDeclarations(CelNumbers.overloads())
                .setTypeProvider(new EventType())
                .addVar(variable, type)
                .build();
    }

    private static final class OverEvent {
        static final CelCompiler COMPILER = compiler("event", EVENT);
    }

    private static final class OverRow {
        static final CelCompiler COMPILER =
                compiler("row", MapType.create(SimpleType.STRING, SimpleType.DYN));
    }

    private static final class EventType implements CelTypeProvider {
        @Override
        public ImmutableCollection<CelType> types() {
            return ImmutableList.of(EVENT);
        }

        @Override
        public Optional<CelType> findType(String name) {
            return name.equals(EVENT.name()) ? Optional.of(EVENT) : Optional.empty();
        }
    }
}
