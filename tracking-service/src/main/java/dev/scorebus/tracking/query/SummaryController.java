package dev.scorebus.tracking.query;

import dev.scorebus.tracking.edge.Refusal;
import dev.scorebus.tracking.query.Summary.Question;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "summaries", description = "Counts by action, mode, model version and time")
class SummaryController {
    private static final int MOST_ROWS = 10_000;
    private static final Set<String> MODES =
            Set.of("REQUEST", "STREAM", "MICRO_BATCH", "BATCH", "LOST");

    private final SummaryTable table;

    SummaryController(SummaryTable table) {
        this.table = table;
    }

    @GetMapping("/api/summaries")
    @Operation(
            summary =
                    "Counts over what was processed in [since, until), in steps such as PT1H, exact to the minute")
    List<Summary> summaries(
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String mode,
            @RequestParam(required = false) @Nullable Instant since,
            @RequestParam(required = false) @Nullable Instant until,
            @RequestParam(required = false) @Nullable Duration step) {
        if (mode != null && !MODES.contains(mode)) {
            throw Refusal.badRequest(
                    "mode",
                    "No such mode",
                    "A mode is one of %s, got '%s'"
                            .formatted(MODES.stream().sorted().toList(), mode));
        }
        if (step != null && step.toSeconds() < 1) {
            throw Refusal.badRequest("step", "No such step", "A step has one second at least");
        }
        List<Summary> summaries =
                table.summaries(
                        new Question(
                                action,
                                mode,
                                new Period(since, until),
                                step == null ? null : step.toSeconds()),
                        MOST_ROWS + 1);
        if (summaries.size() > MOST_ROWS) {
            throw Refusal.badRequest(
                    "step",
                    "Too many steps",
                    "The answer has more than %d rows; take a longer step or a shorter time"
                            .formatted(MOST_ROWS));
        }
        return summaries;
    }
}
