package dev.scorebus.score.request.oip;

import dev.scorebus.score.edge.Problem;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.model.Models;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// What the server says of itself.
@RestController
@Tag(name = "Open Inference Protocol v2")
final class ServerController {
    /// `GET /v2`.
    record Server(String name, String version, List<String> extensions) {}

    /// `GET /v2/health/live`.
    record Live(boolean live) {}

    /// `GET /v2/health/ready`.
    record Ready(boolean ready, boolean live) {}

    /// `GET /v2/models`.
    record Names(List<String> models) {}

    private final Models models;

    ServerController(Models models) {
        this.models = models;
    }

    @GetMapping({"/v2", "/v2/"})
    @Operation(summary = "Names the server and what it offers beyond the protocol")
    Server server() {
        String version = ServerController.class.getPackage().getImplementationVersion();
        return new Server(
                "scorebus", version == null ? "dev" : version, List.of("model_repository"));
    }

    @GetMapping("/v2/health/live")
    @Operation(summary = "Says that the process works")
    Live live() {
        return new Live(true);
    }

    @GetMapping("/v2/health/ready")
    @Operation(summary = "Says whether the registry of models is known; 503 until then")
    Ready ready() {
        if (!models.known()) {
            throw new ProblemException(
                    new Problem.NotReady("The registry of models has not been read yet"));
        }
        return new Ready(true, true);
    }

    @GetMapping("/v2/models")
    @Operation(summary = "Lists the models' names")
    Names names() {
        return new Names(models.names());
    }
}
