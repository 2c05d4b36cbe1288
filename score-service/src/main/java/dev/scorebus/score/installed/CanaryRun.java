package dev.scorebus.score.installed;

import dev.scorebus.action.ProgramManifest;
import dev.scorebus.bridge.BridgeMessage;
import dev.scorebus.bridge.Call;
import dev.scorebus.bridge.CallOutcome;
import dev.scorebus.bridge.Entry;
import dev.scorebus.bridge.ProgramCalls;
import dev.scorebus.message.WireJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts messages to a program of which is known what must come of them.
///
/// A case is the data of a message, or `{"data": …}` with `customer`, `key`, `id` or `time` beside it. What is expected of it is an
/// object with `value`, `explanation` or `error`; only what stands there is compared ([JsonDifference]). The Python and Node SDKs
/// read the same files.
///
/// @param canary the two files
/// @param folder the program's folder
record CanaryRun(ProgramManifest.Canary canary, Path folder) {
    private static final String COMMAND = "score";
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int TOGETHER = 500;
    private static final long LARGEST = 16L << 20;
    private static final Set<String> ABOUT = Set.of("data", "id", "key", "customer", "time");
    private static final Set<String> EXPECTABLE = Set.of("value", "explanation", "error");

    /// A case with what must come of it.
    private record Case(int line, BridgeMessage message, JsonNode expected) {}

    /// The files of a canary cannot be used.
    private static final class UnusableFile extends Exception {
        UnusableFile(String message) {
            super(message);
        }
    }

    /// The first case that has not the answer that is expected, in words; absent when all have.
    Optional<String> fault(ProgramCalls process) {
        try {
            List<Case> cases = cases();
            for (int from = 0; from < cases.size(); from += TOGETHER) {
                List<Case> some = cases.subList(from, Math.min(from + TOGETHER, cases.size()));
                Optional<String> found = fault(process, some);
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        } catch (UnusableFile e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Optional.of("the canary cannot be read: " + e);
        }
    }

    private Optional<String> fault(ProgramCalls process, List<Case> cases) {
        Call call =
                new Call.Messages(
                        COMMAND, cases.stream().map(Case::message).toList(), true, DEADLINE);
        return switch (process.call(call)) {
            case CallOutcome.Answered(List<Entry> entries) -> firstWrong(cases, entries);
            case CallOutcome.Failed failed ->
                    Optional.of(
                            "the cases of %s from line %d on have no answer: %s: %s"
                                    .formatted(
                                            canary.cases(),
                                            cases.getFirst().line(),
                                            failed.errorClass(),
                                            failed.detail()));
            case CallOutcome.Result _ ->
                    throw new IllegalStateException("A call with messages has no one result");
        };
    }

    private Optional<String> firstWrong(List<Case> cases, List<Entry> entries) {
        for (int i = 0; i < cases.size(); i++) {
            Case each = cases.get(i);
            Optional<String> difference = difference(each.expected(), entries.get(i));
            if (difference.isPresent()) {
                return Optional.of(
                        "%s, line %d: %s".formatted(canary.cases(), each.line(), difference.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> difference(JsonNode expected, Entry entry) {
        if (entry instanceof Entry.Failed failed && !expected.has("error")) {
            return Optional.of("%s: %s".formatted(failed.errorClass(), failed.message()));
        }
        return JsonDifference.of(expected, json(entry), "");
    }

    private static ObjectNode json(Entry entry) {
        ObjectNode json = WireJson.mapper().createObjectNode();
        switch (entry) {
            case Entry.Value(JsonNode value, var explanation) -> {
                json.set("value", value);
                if (explanation != null) {
                    ObjectNode why = json.putObject("explanation").put("base", explanation.base());
                    ObjectNode parts = why.putObject("contributions");
                    explanation.contributions().forEach(parts::put);
                }
            }
            case Entry.Failed failed ->
                    json.putObject("error")
                            .put("class", failed.errorClass())
                            .put("message", failed.message())
                            .put("retryable", failed.retryable());
        }
        return json;
    }

    private List<Case> cases() throws IOException, UnusableFile {
        List<String> messages = lines(canary.cases());
        List<String> expected = lines(canary.expected());
        if (messages.isEmpty()) {
            throw new UnusableFile("there are no cases in " + canary.cases());
        }
        if (messages.size() != expected.size()) {
            throw new UnusableFile(
                    "there are %d cases in %s, and %d lines in %s"
                            .formatted(
                                    messages.size(),
                                    canary.cases(),
                                    expected.size(),
                                    canary.expected()));
        }
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            cases.add(
                    new Case(
                            i + 1,
                            message(json(messages.get(i), canary.cases(), i + 1)),
                            expected(expected.get(i), i + 1)));
        }
        return cases;
    }

    private JsonNode expected(String line, int number) throws UnusableFile {
        JsonNode expected = json(line, canary.expected(), number);
        if (expected.isObject() && EXPECTABLE.stream().anyMatch(expected::has)) {
            return ((ObjectNode) expected).without("line");
        }
        throw new UnusableFile(
                "%s, line %d, has none of value, explanation and error"
                        .formatted(canary.expected(), number));
    }

    private static BridgeMessage message(JsonNode given) {
        boolean wrapped =
                given.has("data")
                        && given.propertyStream()
                                .map(each -> each.getKey())
                                .allMatch(ABOUT::contains);
        JsonNode about = wrapped ? given : WireJson.mapper().createObjectNode();
        byte[] data =
                (wrapped ? given.get("data") : given).toString().getBytes(StandardCharsets.UTF_8);
        return new BridgeMessage(
                data,
                0,
                data.length,
                text(about, "id"),
                text(about, "key"),
                text(about, "customer"),
                text(about, "time"));
    }

    private static @Nullable String text(JsonNode object, String field) {
        return object.path(field).asString(null);
    }

    private static JsonNode json(String line, String file, int number) throws UnusableFile {
        try {
            return WireJson.mapper().readTree(line);
        } catch (JacksonException e) {
            throw new UnusableFile(
                    "%s, line %d, is no JSON: %s".formatted(file, number, e.getOriginalMessage()));
        }
    }

    private List<String> lines(String name) throws IOException, UnusableFile {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new UnusableFile("%s does not exist".formatted(file));
        }
        if (Files.size(file) > LARGEST) {
            throw new UnusableFile(
                    "%s has %d bytes, and a canary %d at most"
                            .formatted(file, Files.size(file), LARGEST));
        }
        return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    }
}
