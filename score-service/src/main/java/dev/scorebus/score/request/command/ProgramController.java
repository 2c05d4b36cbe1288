package dev.scorebus.score.request.command;

import dev.scorebus.action.Action.Explain;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.edge.Problem;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.installed.InstalledPrograms;
import dev.scorebus.score.installed.InstalledPrograms.Installed;
import dev.scorebus.score.model.Lease;
import dev.scorebus.score.model.Serving;
import dev.scorebus.score.program.Batch;
import dev.scorebus.score.program.Deadline;
import dev.scorebus.score.program.Message;
import dev.scorebus.score.program.ProgramUnavailableException;
import dev.scorebus.score.program.Reply;
import dev.scorebus.score.program.Requested;
import dev.scorebus.score.program.ScoreWriter;
import dev.scorebus.score.program.Stages;
import dev.scorebus.score.request.Asked;
import dev.scorebus.score.request.Body;
import dev.scorebus.score.request.JsonAnswer;
import dev.scorebus.score.request.JsonRows;
import dev.scorebus.score.request.Scorer;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// The programs that are installed, and their commands.
@RestController
@Tag(name = "Programs", description = "Programs in any language, and their commands")
final class ProgramController {
    private static final String USER = "requests";

    private final InstalledPrograms programs;
    private final ScoreProperties.Request limits;
    private final InstantSource clock;

    ProgramController(InstalledPrograms programs, ScoreProperties properties, InstantSource clock) {
        this.programs = programs;
        this.limits = properties.request();
        this.clock = clock;
    }

    @GetMapping("/api/programs")
    @Operation(
            summary = "Lists the programs that are installed",
            description =
                    "Each with its version (the sha-256 of its files), or with what is wrong with it.")
    List<Installed> list() {
        return programs.all();
    }

    @PostMapping("/api/programs/{program}/commands/{command}")
    @Operation(
            summary = "Calls a command of an installed program",
            description =
                    "The body is one JSON value, the command's input; `result` in the answer is what the command answered. The program is started by the first call.")
    void call(
            @Parameter(description = "The program's name") @PathVariable("program") String program,
            @Parameter(description = "The command's name") @PathVariable("command") String command,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        String input = body(request).toString();
        try (Lease lease = lease(program, command)) {
            String result = result(called(() -> lease.request(input, deadline())));
            JsonAnswer.ok(response, json -> write(json, lease, result));
        }
    }

    @PostMapping("/api/programs/{program}/score")
    @Operation(
            summary = "Scores one message, or an array of them, with an installed program",
            description =
                    "Calls the program's command `score`, as a stream would. All messages are scored, or none and the problem names the row.")
    void score(
            @Parameter(description = "The program's name") @PathVariable("program") String program,
            @Parameter(description = "Whose messages they are")
                    @RequestParam(name = "customer", required = false)
                    @Nullable String customer,
            @Parameter(description = "`all` (default), `none` or `top-N`")
                    @RequestParam(name = "explain", required = false)
                    @Nullable String explain,
            @Parameter(hidden = true) HttpServletRequest request,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        JsonNode body = body(request);
        List<Message> messages = new ArrayList<>();
        for (JsonNode row : body.isArray() ? body : List.of(body)) {
            byte[] bytes = row.toString().getBytes(StandardCharsets.UTF_8);
            Message.Origin origin =
                    new Message.Origin("row-" + messages.size(), null, customer, null);
            messages.add(new Message(bytes, 0, bytes.length, origin));
        }
        if (messages.isEmpty()) {
            throw ProblemException.malformed("There are no messages to score");
        }
        JsonRows.requireAtMost(messages.size(), limits.maxRows());
        Explain wanted = Asked.explain(explain);
        try (Lease lease = lease(program, "score")) {
            List<Reply.Scored> scored =
                    Scorer.allScored(
                            called(
                                    () ->
                                            lease.score(
                                                    new Batch(
                                                            messages,
                                                            wanted,
                                                            deadline(),
                                                            Stages.NONE))));
            JsonAnswer.ok(response, json -> write(json, lease, scored, body.isArray()));
        }
    }

    private Lease lease(String program, String command) {
        if (!programs.names().contains(program)) {
            throw new ProblemException(
                    new Problem.NotFound(
                            "Program %s is not installed; installed: %s"
                                    .formatted(program, String.join(", ", programs.names()))));
        }
        return switch (programs.serving(USER, program, command)) {
            case Serving.Unknown(String reason) ->
                    throw new ProblemException(new Problem.NotFound(reason));
            case Serving.NotReady(String reason) ->
                    throw new ProblemException(new Problem.NotReady(reason));
            case Serving.Ready(Lease lease) -> lease;
        };
    }

    private Deadline deadline() {
        return Deadline.firm(limits.deadline(), clock);
    }

    private static <T> T called(Supplier<T> call) {
        try {
            return call.get();
        } catch (ProgramUnavailableException e) {
            throw new ProblemException(new Problem.NotReady(e.reason()));
        }
    }

    private JsonNode body(HttpServletRequest request) {
        byte[] body = Body.read(request, Math.toIntExact(limits.maxBody().toBytes()));
        try {
            return WireJson.mapper().readTree(body);
        } catch (JacksonException e) {
            throw JsonRows.unreadable(e);
        }
    }

    private static String result(Requested answer) {
        return switch (answer) {
            case Requested.Result(String json) -> json;
            case Requested.Failed failed -> throw new ProblemException(problem(failed));
        };
    }

    private static Problem problem(Requested.Failed failed) {
        String detail = "%s: %s".formatted(failed.errorClass(), failed.detail());
        return switch (failed.kind()) {
            case SCHEMA -> new Problem.Malformed(detail);
            case PROGRAM -> new Problem.ProgramFailed(detail);
            case TIMEOUT -> new Problem.Late(detail);
        };
    }

    private static void write(JsonGenerator json, Lease lease, String result) {
        json.writeStartObject();
        json.writeName("result");
        json.writeRawValue(result);
        ScoreWriter.writeModel(json, lease.ref().name(), lease.ref().version());
        json.writeEndObject();
    }

    private static void write(
            JsonGenerator json, Lease lease, List<Reply.Scored> scored, boolean many) {
        if (many) {
            json.writeStartArray();
        }
        for (Reply.Scored row : scored) {
            json.writeStartObject();
            ScoreWriter.writeFields(json, row);
            ScoreWriter.writeModel(json, lease.ref().name(), lease.ref().version());
            json.writeEndObject();
        }
        if (many) {
            json.writeEndArray();
        }
    }
}
