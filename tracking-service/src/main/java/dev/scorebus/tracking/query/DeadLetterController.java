package dev.scorebus.tracking.query;

import dev.scorebus.ledger.FailureKind;
import dev.scorebus.tracking.edge.Refusal;
import dev.scorebus.tracking.query.DeadLetterTable.DeadLetter;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "dead letters", description = "Messages that failed for good")
class DeadLetterController {
    private static final int MOST = 10_000;

    private final DeadLetterTable table;

    DeadLetterController(DeadLetterTable table) {
        this.table = table;
    }

    @GetMapping("/api/dead-letters")
    @Operation(summary = "The newest dead letters that died in [since, until)")
    List<DeadLetter> deadLetters(
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable FailureKind kind,
            @RequestParam(required = false) @Nullable Instant since,
            @RequestParam(required = false) @Nullable Instant until,
            @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw Refusal.badRequest(
                    "limit",
                    "No such limit",
                    "A limit lies between 1 and %d, got %d".formatted(MOST, limit));
        }
        return table.list(action, kind, new Period(since, until), limit);
    }
}
