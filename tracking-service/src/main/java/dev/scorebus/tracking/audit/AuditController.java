package dev.scorebus.tracking.audit;

import dev.scorebus.tracking.audit.AuditReport.Recount;
import dev.scorebus.tracking.edge.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "audit", description = "The proof that every message is accounted for exactly once")
class AuditController {
    private final Audit audit;

    AuditController(Audit audit) {
        this.audit = audit;
    }

    @GetMapping("/api/audit")
    @Operation(
            summary = "Proves the six statements for every frontier; recount=none, sample or full")
    AuditReport audit(
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(defaultValue = "none") String recount) {
        AuditReport report = audit.run(action, recount(recount));
        if (action != null && report.frontiers().isEmpty()) {
            throw Refusal.notFound(
                    "unknown-action",
                    "Nothing is known of this action",
                    "Action '%s' has accounted for nothing; GET /api/frontiers lists those that have"
                            .formatted(action));
        }
        return report;
    }

    private static Recount recount(String word) {
        List<Recount> all = List.of(Recount.values());
        return all.stream()
                .filter(recount -> recount.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                Refusal.badRequest(
                                        "recount",
                                        "No such recount",
                                        "A recount is one of %s, got '%s'"
                                                .formatted(
                                                        Arrays.toString(Recount.values())
                                                                .toLowerCase(Locale.ROOT),
                                                        word)));
    }
}
