package dev.scorebus.train.batch;

import dev.scorebus.batch.BatchRequest;
import dev.scorebus.batch.BatchRun;
import dev.scorebus.batch.BatchRun.State;
import dev.scorebus.train.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Batch runs over HTTP, for those who ask for them.
@RestController
@RequestMapping("/api/batch-runs")
@Tag(
        name = "Batch runs",
        description =
                "Score a range of a topic, a data set or dead letters; queued, at most 15 at a time together with training runs, resumed where they were")
class BatchController {
    private static final int MOST = 1000;

    private final BatchRuns runs;

    BatchController(BatchRuns runs) {
        this.runs = runs;
    }

    @PostMapping
    @Operation(
            summary = "Asks for a batch run",
            description =
                    "The action's program, model, filter and outputs score what `source` names, page by page; each page is one Kafka transaction with its position, so that a run that is taken up again doubles nothing. `source` is exactly one of `topic`, `dataSet`, `deadLetters`.")
    @ApiResponse(
            responseCode = "202",
            description = "The run is queued; Location says where it is",
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "400", description = "Names what is wrong with the request")
    @ApiResponse(
            responseCode = "409",
            description = "`scheduledFor` is given, and an earlier run of the schedule goes on")
    ResponseEntity<BatchRun> submit(@RequestBody BatchRequest request) {
        return accepted(runs.submit(request));
    }

    @GetMapping
    @Operation(summary = "The newest batch runs first")
    @ApiResponse(responseCode = "200", description = "As asked", useReturnTypeSchema = true)
    List<BatchRun> newest(
            @Parameter(description = "queued, running, done, failed or cancelled")
                    @RequestParam(required = false)
                    @Nullable String state,
            @Parameter(description = "The name of the action") @RequestParam(required = false)
                    @Nullable String action,
            @Parameter(description = "1 to 1000") @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw ProblemException.invalid("limit is 1 to %d, got %d".formatted(MOST, limit));
        }
        return runs.newest(state == null ? null : state(state), action, limit);
    }

    @GetMapping("/{id}")
    @Operation(summary = "One batch run, as it stands")
    @ApiResponse(responseCode = "200", description = "As asked", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "There is no such run")
    BatchRun run(@PathVariable UUID id) {
        return runs.run(id);
    }

    @DeleteMapping("/{id}")
    @Operation(
            summary = "Cancels a batch run",
            description =
                    "A queued run is cancelled at once, a running one after its current page. What was committed stays.")
    @ApiResponse(
            responseCode = "202",
            description = "It is cancelled, or will be soon",
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "There is no such run")
    @ApiResponse(responseCode = "409", description = "It has ended already")
    ResponseEntity<BatchRun> cancel(@PathVariable UUID id) {
        return ResponseEntity.accepted().body(runs.cancel(id));
    }

    @PostMapping("/{id}/restart")
    @Operation(
            summary = "Asks for the same batch run again",
            description =
                    "A new run with the same request, which scores everything again from the beginning.")
    @ApiResponse(
            responseCode = "202",
            description = "The new run is queued",
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "There is no such run")
    @ApiResponse(responseCode = "409", description = "It has not ended yet")
    ResponseEntity<BatchRun> restart(@PathVariable UUID id) {
        return accepted(runs.restart(id));
    }

    private static ResponseEntity<BatchRun> accepted(BatchRun run) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/batch-runs/" + run.id()))
                .body(run);
    }

    private static State state(String text) {
        for (State state : State.values()) {
            if (state.name().toLowerCase(Locale.ROOT).equals(text)) {
                return state;
            }
        }
        throw ProblemException.invalid(
                "state is queued, running, done, failed or cancelled, got '%s'".formatted(text));
    }
}
