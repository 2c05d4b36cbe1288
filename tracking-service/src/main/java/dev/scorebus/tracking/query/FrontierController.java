package dev.scorebus.tracking.query;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "frontiers", description = "Up to where everything is accounted for")
class FrontierController {
    private final Frontiers frontiers;

    FrontierController(Frontiers frontiers) {
        this.frontiers = frontiers;
    }

    @GetMapping("/api/frontiers")
    @Operation(summary = "Every consumer group's frontier in every partition it has read")
    List<Frontiers.Standing> frontiers() {
        return frontiers.list();
    }
}
