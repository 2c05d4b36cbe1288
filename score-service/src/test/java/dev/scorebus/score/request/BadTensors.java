package dev.scorebus.score.request;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// Requests to infer that must be refused, each behind what the refusal says.
final class BadTensors {
    private static final String LANG = tensor("lang", "BYTES", "[1]", "[\"go\"]");

    /// A request that is answered.
    static final String GOOD = infer(LANG);

    private BadTensors() {}

    private static String tensor(String name, String datatype, String shape, String data) {
        return "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}"
                .formatted(name, datatype, shape, data);
    }

    private static String infer(String... tensors) {
        return "{\"inputs\":[" + String.join(",", tensors) + "]}";
    }

    static Stream<Arguments> contradictions() {
        return Stream.of(
                arguments("'inputs' is absent or empty", "{}"),
                arguments("'inputs' is absent or empty", "{\"inputs\": []}"),
                arguments("'inputs[0]' is not a tensor", "{\"inputs\": [7]}"),
                arguments("'inputs[0]' lacks 'datatype'", "{\"inputs\": [{\"name\": \"lang\"}]}"),
                arguments(
                        "has 1 elements; its shape [2] needs 2",
                        infer(tensor("lang", "BYTES", "[2]", "[\"go\"]"))),
                arguments("negative", infer(tensor("lang", "BYTES", "[-1]", "[\"go\"]"))),
                arguments(
                        "larger than the 91 bytes of this body can fill",
                        infer(tensor("lang", "BYTES", "[99999999999999999999999]", "[]"))),
                arguments(
                        "an array of integers",
                        infer(tensor("lang", "BYTES", "[1.5]", "[\"go\"]"))),
                arguments(
                        "ragged",
                        infer(
                                tensor(
                                        "lang",
                                        "BYTES",
                                        "[2,2]",
                                        "[[\"go\"],[\"go\",\"go\",\"go\"]]"))),
                arguments("no rows", infer(tensor("lang", "BYTES", "[0]", "[]"))),
                arguments("an object as an element", infer(tensor("lang", "BYTES", "[1]", "[{}]"))),
                arguments(
                        "'inputs[0].data' is not an array",
                        infer(tensor("lang", "BYTES", "[1]", "7"))),
                arguments("Input 'lang' is given twice", infer(LANG, LANG)),
                arguments(
                        "has 2 rows, the inputs before it 1",
                        infer(LANG, tensor("team_size", "FP64", "[2]", "[1,2]"))));
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                arguments(
                        "is a CATEGORY and takes BYTES",
                        infer(tensor("lang", "FP32", "[1]", "[1]"))),
                arguments("datatype 'WORD'", infer(tensor("lang", "WORD", "[1]", "[1]"))),
                arguments("its element 0 is not one", infer(tensor("lang", "BYTES", "[1]", "[1]"))),
                arguments(
                        "its element 0 is not one",
                        infer(LANG, tensor("team_size", "UINT8", "[1]", "[256]"))),
                arguments(
                        "its element 0 is not one",
                        infer(LANG, tensor("team_size", "INT32", "[1]", "[1.5]"))),
                arguments(
                        "is not a feature of this model",
                        infer(LANG, tensor("colour", "BYTES", "[1]", "[\"red\"]"))),
                arguments(
                        "a matrix over all features has [n,4]",
                        infer(tensor("x", "FP32", "[1,3]", "[1,2,3]"))),
                arguments("has the codes 0 to 2", infer(tensor("x", "FP32", "[1,4]", "[1,1,9,1]"))),
                arguments(
                        "feature 'lang' is required",
                        infer(tensor("team_size", "FP32", "[1]", "[1]"))),
                arguments(
                        "Output 'mood' is not offered",
                        "{\"outputs\":[{\"name\":\"mood\"}],\"inputs\":[" + LANG + "]}"),
                arguments(
                        "'parameters.explain'",
                        "{\"parameters\":{\"explain\":7},\"inputs\":[" + LANG + "]}"),
                arguments(
                        "'parameters' is not an object",
                        "{\"parameters\":[],\"inputs\":[" + LANG + "]}"),
                arguments("'id' is not a string", "{\"id\":7,\"inputs\":[" + LANG + "]}"));
    }
}
