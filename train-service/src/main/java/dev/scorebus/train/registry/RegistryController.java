package dev.scorebus.train.registry;

import dev.scorebus.model.RegisteredModel;
import dev.scorebus.model.RegistryRecord.AliasMoved;
import dev.scorebus.model.VersionChoice;
import dev.scorebus.train.artefact.ArtefactStore;
import dev.scorebus.train.problem.Problem;
import dev.scorebus.train.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/// The registry over HTTP.
@RestController
@RequestMapping("/api")
@Tag(name = "Models", description = "Immutable model versions and the aliases that name them")
class RegistryController {
    private final ModelRegistry registry;

    RegistryController(ModelRegistry registry) {
        this.registry = registry;
    }

    @GetMapping("/models")
    @Operation(summary = "The model versions with their aliases, newest first, at most 1000")
    @ApiResponse(responseCode = "200", description = "As asked", useReturnTypeSchema = true)
    List<RegisteredModel> all(
            @Parameter(description = "Only this customer's; empty for models over all customers")
                    @RequestParam(required = false)
                    @Nullable String customer) {
        return registry.newest(null, customer);
    }

    @GetMapping("/models/{name}")
    @Operation(summary = "The versions of a model with their aliases, newest first")
    @ApiResponse(responseCode = "200", description = "As asked", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "There is no model of this name")
    List<RegisteredModel> versions(
            @PathVariable String name,
            @Parameter(description = "Only this customer's; empty for the one over all customers")
                    @RequestParam(required = false)
                    @Nullable String customer) {
        List<RegisteredModel> versions = registry.newest(name, customer);
        if (versions.isEmpty()) {
            throw notFound("There is no model '%s'".formatted(name));
        }
        return versions;
    }

    @GetMapping("/models/{name}/versions/{version}")
    @Operation(summary = "One version of a model: what it reads, how good it is, where it is from")
    @ApiResponse(responseCode = "200", description = "As asked", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "There is no such version")
    RegisteredModel version(
            @PathVariable String name,
            @Parameter(description = "sha-256 of the artefact") @PathVariable String version,
            @RequestParam(required = false) @Nullable String customer) {
        return registry.find(name, customer, version)
                .orElseThrow(() -> noVersion(name, customer, version));
    }

    @GetMapping("/models/{name}/aliases/{alias}")
    @Operation(summary = "The version that an alias names")
    @ApiResponse(responseCode = "200", description = "As asked", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "There is no such alias")
    AliasMoved alias(
            @PathVariable String name,
            @PathVariable String alias,
            @RequestParam(required = false) @Nullable String customer) {
        return registry.alias(name, customer, alias)
                .orElseThrow(() -> notFound("Model '%s' has no alias '%s'".formatted(name, alias)));
    }

    @PutMapping("/models/{name}/aliases/{alias}")
    @Operation(
            summary = "Moves an alias by compare-and-set",
            description =
                    "The alias moves only if it still names `expected`; null or absent means that there must be no such alias yet. Otherwise 409 tells what it names now.")
    @ApiResponse(
            responseCode = "200",
            description = "The alias names the version",
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "There is no such version")
    @ApiResponse(responseCode = "409", description = "The alias names another version meanwhile")
    AliasMoved move(
            @PathVariable String name,
            @PathVariable String alias,
            @RequestParam(required = false) @Nullable String customer,
            @RequestBody AliasMove move) {
        if (!alias.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw ProblemException.invalid(
                    "An alias has 1 to 63 lower-case letters, digits and dashes, got '%s'"
                            .formatted(alias));
        }
        Move done = registry.move(name, customer, alias, move.version(), move.expected());
        return switch (done) {
            case Move.Moved(AliasMoved moved) -> moved;
            case Move.NoSuchVersion() -> throw noVersion(name, customer, move.version());
            case Move.Conflict(AliasMoved current) ->
                    throw new ProblemException(conflict(name, alias, current));
        };
    }

    @GetMapping(path = "/artefacts/{sha256}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @Operation(
            summary = "The bytes of a registered model's artefact",
            description = "They never change and may be cached for ever.")
    @ApiResponse(responseCode = "200", description = "The bytes", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "304", description = "The caller has them")
    @ApiResponse(responseCode = "404", description = "No registered model has this artefact")
    ResponseEntity<Resource> artefact(
            @PathVariable String sha256, @Parameter(hidden = true) WebRequest request)
            throws IOException {
        ArtefactStore.Artefact artefact =
                registry.artefact(sha256)
                        .orElseThrow(
                                () ->
                                        notFound(
                                                "No registered model has the artefact '%s'"
                                                        .formatted(sha256)));
        CacheControl forEver = CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();
        String tag = "\"%s\"".formatted(sha256);
        if (request.checkNotModified(tag)) {
            return ResponseEntity.status(HttpStatus.NOT_MODIFIED)
                    .cacheControl(forEver)
                    .eTag(tag)
                    .build();
        }
        return ResponseEntity.ok()
                .cacheControl(forEver)
                .eTag(tag)
                .contentLength(artefact.sizeBytes())
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(new InputStreamResource(artefact::open));
    }

    private static Problem.Conflict conflict(
            String name, String alias, @Nullable AliasMoved current) {
        if (current == null) {
            return new Problem.Conflict(
                    "Model '%s' has no alias '%s' yet; expected must be null"
                            .formatted(name, alias),
                    Map.of());
        }
        return new Problem.Conflict(
                "Alias '%s' of model '%s' names %s by now; look at it and repeat the request with that as expected"
                        .formatted(alias, name, current.version()),
                Map.of("current", current.version()));
    }

    /// There is none, or it is another's.
    private ProblemException noVersion(String name, @Nullable String customer, String named) {
        String whose = customer == null ? "over all customers" : "of '%s'".formatted(customer);
        List<String> others =
                named.length() < VersionChoice.SHORTEST
                        ? List.of()
                        : registry.namedSo(name, named).stream()
                                .map(
                                        model ->
                                                model.customer() == null
                                                        ? "one over all customers (name no customer)"
                                                        : "one of '%1$s' (?customer=%1$s, --customer '%1$s')"
                                                                .formatted(model.customer()))
                                .distinct()
                                .toList();
        return notFound(
                others.isEmpty()
                        ? "Model '%s' has no version '%s'".formatted(name, named)
                        : "Model '%s' has no version '%s' %s; it is %s"
                                .formatted(name, named, whose, String.join(", and ", others)));
    }

    private static ProblemException notFound(String detail) {
        return new ProblemException(new Problem.NotFound(detail));
    }

    /// Where an alias shall move.
    ///
    /// @param version the version that it shall name
    /// @param expected the version that it names so far; null when there must be no such alias yet
    record AliasMove(String version, @Nullable String expected) {
        AliasMove {
            if (version == null) {
                throw new IllegalArgumentException("version is missing");
            }
        }
    }
}
