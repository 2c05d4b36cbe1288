package dev.scorebus.score.request.oip;

import dev.scorebus.message.WireJson;
import dev.scorebus.model.ModelVersion;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.model.Models;
import dev.scorebus.score.request.JsonRows;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The index of the model repository, an extension of the protocol.
@RestController
@Tag(name = "Open Inference Protocol v2")
final class RepositoryController {
    private static final int MOST_BYTES = 4096;

    /// A model version in the repository.
    ///
    /// @param state `READY` or `UNAVAILABLE`
    /// @param reason why it is unavailable
    record Entry(String name, String version, String state, String reason) {}

    private final Models models;

    RepositoryController(Models models) {
        this.models = models;
    }

    @PostMapping("/v2/repository/index")
    @Operation(
            summary = "Lists every version of every model",
            description = "A body of {\"ready\": true} asks for those that can score now.")
    List<Entry> index(@Parameter(hidden = true) HttpServletRequest request) throws IOException {
        boolean readyOnly = readyOnly(request.getInputStream().readNBytes(MOST_BYTES));
        return models.names().stream()
                .flatMap(name -> models.versions(name).stream())
                .map(this::entry)
                .filter(entry -> !readyOnly || entry.state().equals("READY"))
                .toList();
    }

    private Entry entry(ModelVersion version) {
        return models.trouble(version)
                .map(why -> new Entry(version.name(), version.version(), "UNAVAILABLE", why))
                .orElseGet(() -> new Entry(version.name(), version.version(), "READY", ""));
    }

    private static boolean readyOnly(byte[] body) {
        if (body.length == 0) {
            return false;
        }
        try {
            JsonNode asked = WireJson.mapper().readTree(body);
            if (!asked.isObject() || (asked.has("ready") && !asked.get("ready").isBoolean())) {
                throw ProblemException.malformed("The body is {\"ready\": true|false}, or nothing");
            }
            return asked.path("ready").asBoolean(false);
        } catch (JacksonException e) {
            throw JsonRows.unreadable(e);
        }
    }
}
