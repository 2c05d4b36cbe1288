package dev.scorebus.train.batch;

import dev.scorebus.batch.BatchClaim;
import dev.scorebus.batch.WorkerReport;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Batch runs over HTTP, for the score-services that carry them out. The gateway does not route it.
@RestController
@RequestMapping("/internal/batch-claims")
class WorkerController {
    private final BatchRuns runs;

    WorkerController(BatchRuns runs) {
        this.runs = runs;
    }

    /// Who asks for work.
    ///
    /// @param owner names the process, for people who look into the table of slots
    record Worker(String owner) {
        Worker {
            if (owner == null) {
                throw new IllegalArgumentException("owner is missing");
            }
        }
    }

    @PostMapping
    ResponseEntity<BatchClaim> claim(@RequestBody Worker worker) {
        return runs.claim(worker.owner())
                .map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.noContent().build());
    }

    @PostMapping("/{id}")
    WorkerReport.Answer report(@PathVariable UUID id, @RequestBody WorkerReport report) {
        return runs.report(id, report);
    }
}
