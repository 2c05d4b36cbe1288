package dev.scorebus.train.run;

import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.training.TrainingRequest;
import dev.scorebus.training.TrainingRun;
import dev.scorebus.training.TrainingRun.State;
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

/// Training runs over HTTP.
@RestController
@RequestMapping("/api/training-runs")
@Tag(name = "Training runs", description = "Queued, run at most 15 at a time, cancelled, repeated")
class RunController {
    private static final int MOST = 1000;

    private final TrainingRuns runs;

    RunController(TrainingRuns runs) {
        this.runs = runs;
    }

    @PostMapping
    @Operation(
            summary = "Asks for a training run",
            description =
                    "The request is checked against its data set at once, and queued. `rows` and `target.value` are CEL over `row`. The newest rows by `time` are held out and measured on; rows whose label was not known by the time of the split are not learned from.")
    @ApiResponse(
            responseCode = "202",
            description = "The run is queued; Location says where it is",
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "400", description = "Names all that is wrong with the request")
    ResponseEntity<TrainingRun> submit(@RequestBody TrainingRequest request) {
        return accepted(runs.submit(request));
    }

    @GetMapping
    @Operation(summary = "The newest runs first")
    @ApiResponse(responseCode = "200", description = "As asked", useReturnTypeSchema = true)
    List<TrainingRun> newest(
            @Parameter(description = "queued, running, trained, failed or cancelled")
                    @RequestParam(required = false)
                    @Nullable String state,
            @Parameter(description = "The name of the model") @RequestParam(required = false)
                    @Nullable String model,
            @Parameter(description = "1 to 1000") @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw ProblemException.invalid("limit is 1 to %d, got %d".formatted(MOST, limit));
        }
        return runs.newest(state == null ? null : state(state), model, limit);
    }

    @GetMapping("/{id}")
    @Operation(summary = "One run, as it stands")
    @ApiResponse(responseCode = "200", description = "As asked", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "There is no such run")
    TrainingRun run(@PathVariable UUID id) {
        return runs.run(id);
    }

    @DeleteMapping("/{id}")
    @Operation(
            summary = "Cancels a run",
            description =
                    "A queued run is cancelled at once, a running one after its current round.")
    @ApiResponse(
            responseCode = "202",
            description = "It is cancelled, or will be soon",
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "There is no such run")
    @ApiResponse(responseCode = "409", description = "It has ended already")
    ResponseEntity<TrainingRun> cancel(@PathVariable UUID id) {
        return ResponseEntity.accepted().body(runs.cancel(id));
    }

    @PostMapping("/{id}/restart")
    @Operation(
            summary = "Asks for the same run again",
            description = "A new run with the same request on the same version of the data set.")
    @ApiResponse(
            responseCode = "202",
            description = "The new run is queued",
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "There is no such run")
    @ApiResponse(responseCode = "409", description = "It has not ended yet")
    ResponseEntity<TrainingRun> restart(@PathVariable UUID id) {
        return accepted(runs.restart(id));
    }

    private static ResponseEntity<TrainingRun> accepted(TrainingRun run) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/training-runs/" + run.id()))
                .body(run);
    }

    private static State state(String text) {
        for (State state : State.values()) {
            if (state.name().toLowerCase(Locale.ROOT).equals(text)) {
                return state;
            }
        }
        throw ProblemException.invalid(
                "state is queued, running, trained, failed or cancelled, got '%s'".formatted(text));
    }
}
