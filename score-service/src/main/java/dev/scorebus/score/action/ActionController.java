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
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/api/actions`.
@RestController
@Tag(name = "Actions", description = "What this platform runs, and how it is doing")
final class ActionController {
    private static final int MOST_BYTES = 256 * 1024;

    /// An action and this instance's status.
    ///
    /// @param action absent when it cannot be read
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(String name, @Nullable Action action, ActionStatus status) {}

    private final ActionBook book;
    private final StatusBoard board;

    ActionController(ActionBook book, StatusBoard board) {
        this.book = book;
        this.board = board;
    }

    @PutMapping("/api/actions/{name}")
    @Operation(
            summary = "Creates or replaces an action",
            description =
                    "The body is the action file. Every instance follows. 422 names every mistake with its line.",
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
        List<String> limits = ReleaseLimits.of(action);
        if (!limits.isEmpty()) {
            throw invalid(limits.stream().map(limit -> name + ".yaml: " + limit).toList());
        }
        boolean created = !book.all().containsKey(name);
        write(() -> book.put(action));
        return ResponseEntity.status(created ? 201 : 200).body(view(new Listed.Sound(action)));
    }

    @GetMapping("/api/actions")
    @Operation(summary = "Lists all actions with this instance's status of each")
    List<View> list() {
        return book.sorted().stream().map(this::view).toList();
    }

    @GetMapping("/api/actions/{name}")
    @Operation(summary = "Shows an action and this instance's status")
    View show(@Parameter(description = "The action's name") @PathVariable("name") String name) {
        return view(required(name));
    }

    @DeleteMapping("/api/actions/{name}")
    @Operation(summary = "Stops an action; its topics and its position stay")
    ResponseEntity<Void> delete(
            @Parameter(description = "The action's name") @PathVariable("name") String name) {
        Listed listed = required(name);
        write(() -> book.delete(listed.name()));
        return ResponseEntity.noContent().build();
    }

    private static void write(Runnable writing) {
        try {
            writing.run();
        } catch (KafkaException e) {
            throw new ProblemException(
                    new Problem.NotReady(
                            "Kafka does not take actions now; try again: " + e.getMessage()));
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
            case Listed.Sound(Action action) ->
                    new View(
                            action.name(),
                            action,
                            board.status(action.name())
                                    .orElseGet(
                                            () ->
                                                    ActionStatus.of(
                                                            State.WAITING,
                                                            "it is about to start")));
            case Listed.Broken(String name, String why) ->
                    new View(name, null, ActionStatus.of(State.FAILED, why));
        };
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
