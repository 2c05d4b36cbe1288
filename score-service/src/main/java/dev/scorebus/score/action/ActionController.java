package dev.scorebus.score.action;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.scorebus.action.Action;
import dev.scorebus.action.ActionFile;
import dev.scorebus.action.ActionProblem;
import dev.scorebus.action.ParsedAction;
import dev.scorebus.action.ReleaseLimits;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.edge.Problem;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.installed.InstalledPrograms;
import dev.scorebus.score.sink.SinkOpener;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/api/actions`.
@RestController
@Tag(name = "Actions", description = "What this platform runs, and how it is doing")
final class ActionController {
    private static final int MOST_BYTES = 256 * 1024;

    /// An action and how it is doing on all instances together.
    ///
    /// @param action absent when it cannot be read
    /// @param revision counts its changes
    /// @param paused who has paused it; absent while it may run
    /// @param changedBy who made the newest change
    /// @param changedAt when that was
    /// @param instances how many instances of score-service say how it is doing
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            String name,
            @Nullable Action action,
            @Nullable Long revision,
            @Nullable Paused paused,
            @Nullable String changedBy,
            @Nullable Instant changedAt,
            int instances,
            ActionStatus status) {}

    private final ActionBook book;
    private final ActionWriter writer;
    private final ActionHistory history;
    private final StatusNewsLoop news;
    private final SinkOpener sinks;
    private final InstalledPrograms programs;

    ActionController(
            ActionBook book,
            ActionWriter writer,
            ActionHistory history,
            StatusNewsLoop news,
            SinkOpener sinks,
            InstalledPrograms programs) {
        this.book = book;
        this.writer = writer;
        this.history = history;
        this.news = news;
        this.sinks = sinks;
        this.programs = programs;
    }

    @PutMapping("/api/actions/{name}")
    @Operation(
            summary = "Creates or replaces an action",
            description =
                    "The body is the action file. Every instance follows; one that is paused stays paused. 422 names every mistake with its line, and every connection, host or folder that outputs name and the settings of score-service do not have; 409 says that the action is not at the expected revision.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/yaml",
                                            schema = @Schema(type = "string"))))
    ResponseEntity<View> put(
            @Parameter(description = "The action's name, as in the file") @PathVariable("name")
                    String name,
            @Parameter(description = "The revision that is replaced, 0 for none; otherwise 409")
                    @RequestParam(name = "expected", required = false)
                    @Nullable String expected,
            @Parameter(description = "Who does this; it stays in the action's history")
                    @RequestParam(name = "who", required = false)
                    @Nullable String who,
            @Parameter(description = "Why; it stays in the action's history")
                    @RequestParam(name = "reason", required = false)
                    @Nullable String reason,
            @Parameter(hidden = true) HttpServletRequest request)
            throws IOException {
        Action action =
                switch (ActionFile.read(name + ".yaml", text(request))) {
                    case ParsedAction.Valid(Action valid) -> valid;
                    case ParsedAction.Invalid(List<ActionProblem> problems) ->
                            throw invalid(problems.stream().map(ActionProblem::toString).toList());
                };
        if (!action.name().equals(name)) {
            throw invalid(
                    List.of(
                            "%s.yaml: metadata.name is '%s', the path says '%s'"
                                    .formatted(name, action.name(), name)));
        }
        List<String> limits = new ArrayList<>(ReleaseLimits.of(action));
        limits.addAll(sinks.missing(action));
        limits.addAll(programs.missing(action));
        if (!limits.isEmpty()) {
            throw invalid(limits.stream().map(limit -> name + ".yaml: " + limit).toList());
        }
        Author author = new Author(who, reason);
        Long revision = revision(expected);
        boolean created = !book.all().containsKey(name);
        Listed.Sound written = write(() -> writer.put(action, revision, author));
        return ResponseEntity.status(created ? 201 : 200).body(view(written));
    }

    @GetMapping("/api/actions")
    @Operation(summary = "Lists all actions, and how each is doing on all instances")
    List<View> list() {
        return book.sorted().stream().map(this::view).toList();
    }

    @GetMapping("/api/actions/{name}")
    @Operation(summary = "Shows an action, and how it is doing on all instances")
    View show(@Parameter(description = "The action's name") @PathVariable("name") String name) {
        return view(required(name));
    }

    @GetMapping("/api/actions/{name}/history")
    @Operation(summary = "Every change of the actions that have had this name, the oldest first")
    List<ActionChange> history(
            @Parameter(description = "The action's name") @PathVariable("name") String name) {
        List<ActionChange> changes = write(() -> history.of(name));
        if (changes.isEmpty()) {
            required(name);
        }
        return changes;
    }

    @PostMapping("/api/actions/{name}/pause")
    @Operation(
            summary =
                    "Has an action read nothing until it is resumed, on every instance and after every restart; who is required")
    View pause(
            @Parameter(description = "The action's name") @PathVariable("name") String name,
            @Parameter(description = "Who does this; it stays in the action's history")
                    @RequestParam(name = "who", required = false)
                    @Nullable String who,
            @Parameter(description = "Why; it stays in the action's history")
                    @RequestParam(name = "reason", required = false)
                    @Nullable String reason) {
        Author author = new Author(who, reason);
        return view(write(() -> writer.pause(name, author)));
    }

    @PostMapping("/api/actions/{name}/resume")
    @Operation(summary = "Has a paused action go on where it stopped; who is required")
    View resume(
            @Parameter(description = "The action's name") @PathVariable("name") String name,
            @Parameter(description = "Who does this; it stays in the action's history")
                    @RequestParam(name = "who", required = false)
                    @Nullable String who,
            @Parameter(description = "Why; it stays in the action's history")
                    @RequestParam(name = "reason", required = false)
                    @Nullable String reason) {
        Author author = new Author(who, reason);
        return view(write(() -> writer.resume(name, author)));
    }

    @DeleteMapping("/api/actions/{name}")
    @Operation(summary = "Stops an action; its topics and its position stay")
    ResponseEntity<Void> delete(
            @Parameter(description = "The action's name") @PathVariable("name") String name,
            @Parameter(description = "The revision that is replaced, 0 for none; otherwise 409")
                    @RequestParam(name = "expected", required = false)
                    @Nullable String expected,
            @Parameter(description = "Who does this; it stays in the action's history")
                    @RequestParam(name = "who", required = false)
                    @Nullable String who,
            @Parameter(description = "Why; it stays in the action's history")
                    @RequestParam(name = "reason", required = false)
                    @Nullable String reason) {
        Author author = new Author(who, reason);
        Long revision = revision(expected);
        required(name);
        write(
                () -> {
                    writer.delete(name, revision, author);
                    return name;
                });
        return ResponseEntity.noContent().build();
    }

    private static @Nullable Long revision(@Nullable String expected) {
        if (expected == null) {
            return null;
        }
        if (!expected.matches("[0-9]{1,18}")) {
            throw ProblemException.malformed(
                    "'expected' is a revision such as 3, or 0 for no action, got '%s'"
                            .formatted(expected));
        }
        return Long.valueOf(expected);
    }

    private static <T> T write(Supplier<T> writing) {
        try {
            return writing.get();
        } catch (KafkaException e) {
            throw new ProblemException(
                    new Problem.NotReady(
                            "Kafka does not take or tell actions now; look at what is there, and try again: "
                                    + e.getMessage()));
        }
    }

    private Listed required(String name) {
        Listed listed = book.all().get(name);
        if (listed == null) {
            throw new ProblemException(
                    new Problem.NotFound("There is no action '%s'".formatted(name)));
        }
        return listed;
    }

    private View view(Listed listed) {
        return switch (listed) {
            case Listed.Sound sound ->
                    new View(
                            sound.name(),
                            sound.action(),
                            sound.revision(),
                            sound.paused(),
                            sound.who(),
                            sound.at(),
                            news.each(sound.name()).size(),
                            status(sound));
            case Listed.Broken(String name, String why) ->
                    new View(
                            name,
                            null,
                            null,
                            null,
                            null,
                            null,
                            0,
                            ActionStatus.of(State.FAILED, why));
        };
    }

    private ActionStatus status(Listed.Sound sound) {
        Paused paused = sound.paused();
        if (paused != null) {
            return ActionStatus.of(State.PAUSED, paused.text());
        }
        List<ActionStatus> each = news.each(sound.name());
        return each.isEmpty()
                ? ActionStatus.of(State.WAITING, "it is about to start")
                : TotalStatus.of(each);
    }

    private static String text(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            throw new ProblemException(
                    new Problem.TooLarge(
                            "An action file has at most %d bytes".formatted(MOST_BYTES)));
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw ProblemException.malformed("The action file is not in UTF-8");
        }
    }

    private static ProblemException invalid(List<String> problems) {
        return new ProblemException(
                new Problem.Invalid(
                        "The action file has %s: %s"
                                .formatted(
                                        problems.size() == 1
                                                ? "a mistake"
                                                : problems.size() + " mistakes",
                                        String.join("; ", problems)),
                        problems));
    }
}
