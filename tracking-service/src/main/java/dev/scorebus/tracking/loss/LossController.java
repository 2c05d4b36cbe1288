package dev.scorebus.tracking.loss;

import dev.scorebus.tracking.edge.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/losses")
@Tag(name = "losses", description = "Offsets that were gone before they could be read")
class LossController {
    private static final int MOST = 10_000;

    private final LossTable table;
    private final Acknowledging acknowledging;

    LossController(LossTable table, Acknowledging acknowledging) {
        this.table = table;
        this.acknowledging = acknowledging;
    }

    @GetMapping
    @Operation(
            summary =
                    "What was lost, the oldest first; acknowledged=false leaves out what someone has taken note of")
    List<Loss> losses(
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable Boolean acknowledged,
            @RequestParam(defaultValue = "1000") int limit) {
        if (limit < 1 || limit > MOST) {
            throw Refusal.badRequest(
                    "limit",
                    "No such limit",
                    "A limit lies between 1 and %d, got %d".formatted(MOST, limit));
        }
        return table.list(action, acknowledged, limit);
    }

    @PostMapping("/acknowledge")
    @Operation(
            summary =
                    "Takes note of losses, with who and why; the audit does not fail for them any more")
    Acknowledgement.Done acknowledge(@RequestBody Acknowledgement acknowledgement) {
        return acknowledging.acknowledge(acknowledgement);
    }
}
