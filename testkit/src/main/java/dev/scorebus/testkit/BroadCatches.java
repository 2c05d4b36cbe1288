package dev.scorebus.testkit;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.net.URI;
import java.util.List;
import java.util.Set;

/// The methods of a class whose source catches Throwable, Exception or RuntimeException. The compiler writes such handlers
/// itself for resources and for record patterns, and ArchUnit's own `getTryCatchBlocks` does not tell the two apart.
final class BroadCatches {
    private static final Set<String> EVERYTHING =
            Set.of("java/lang/Throwable", "java/lang/Exception", "java/lang/RuntimeException");

    private BroadCatches() {}

    /// Method names; a lambda's is like `lambda$run$0`.
    static List<String> of(JavaClass type) {
        return type.getSource().stream()
                .map(source -> ClassFile.of().parse(bytes(source.getUri())))
                .flatMap(model -> model.methods().stream())
                .filter(BroadCatches::catchesEverything)
                .map(method -> method.methodName().stringValue())
                .toList();
    }

    private static byte[] bytes(URI uri) {
        try (InputStream in = uri.toURL().openStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean catchesEverything(MethodModel method) {
        return method.code().stream()
                .anyMatch(
                        code ->
                                code.exceptionHandlers().stream()
                                        .filter(BroadCatches::isBroad)
                                        .anyMatch(handler -> isWritten(code, handler)));
    }

    private static boolean isBroad(ExceptionCatch handler) {
        return handler.catchType()
                .filter(type -> EVERYTHING.contains(type.asInternalName()))
                .isPresent();
    }

    private static boolean isWritten(CodeModel code, ExceptionCatch handler) {
        List<CodeElement> body =
                code.elementStream()
                        .dropWhile(element -> !isAt(handler.handler(), element))
                        .toList();
        return hasNamedVariable(code, handler, body)
                || body.stream()
                        .takeWhile(
                                element ->
                                        !(element instanceof ThrowInstruction
                                                || element instanceof ReturnInstruction))
                        .noneMatch(BroadCatches::isTheCompilers);
    }

    private static boolean isAt(Label label, CodeElement element) {
        return element instanceof LabelTarget target && target.label().equals(label);
    }

    /// The debug information names a variable that begins right after the exception was stored.
    private static boolean hasNamedVariable(
            CodeModel code, ExceptionCatch handler, List<CodeElement> body) {
        Instruction first =
                body.stream()
                        .filter(Instruction.class::isInstance)
                        .map(Instruction.class::cast)
                        .findFirst()
                        .orElseThrow();
        if (!(first instanceof StoreInstruction store)) {
            return false;
        }
        int begin = ((CodeAttribute) code).labelToBci(handler.handler()) + store.sizeInBytes();
        return ((CodeAttribute) code)
                .findAttribute(Attributes.localVariableTable()).stream()
                        .flatMap(table -> table.localVariables().stream())
                        .anyMatch(
                                variable ->
                                        variable.slot() == store.slot()
                                                && variable.startPc() == begin);
    }

    private static boolean isTheCompilers(CodeElement element) {
        if (!(element instanceof InvokeInstruction call)) {
            return false;
        }
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        return (owner.equals("java/lang/Throwable") && name.equals("addSuppressed"))
                || (owner.equals("java/lang/MatchException") && name.equals("<init>"));
    }
}
