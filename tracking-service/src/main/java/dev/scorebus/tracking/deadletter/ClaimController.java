package dev.scorebus.tracking.deadletter;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/dead-letters/claims")
@Tag(name = "dead letters", description = "Messages that failed for good")
class ClaimController {
    private final Claims claims;

    ClaimController(Claims claims) {
        this.claims = claims;
    }

    @PostMapping
    @Operation(
            summary =
                    "Takes the longest dead letters up for a heal run; what it claimed before, and what is not dead, is left alone")
    ClaimRequest.Done claim(@RequestBody ClaimRequest request) {
        return claims.claim(request);
    }

    @GetMapping
    @Operation(
            summary =
                    "What is claimed and not told yet, for one run or all of the action; answers when all that was told up to the call is folded")
    ClaimRequest.Held open(
            @RequestParam String action,
            @RequestParam(required = false) @Nullable String runId,
            @RequestParam(defaultValue = "500") int limit) {
        return claims.open(action, runId, limit);
    }

    @PostMapping("/release")
    @Operation(
            summary =
                    "Makes dead again what a heal run claimed and never scored, after fencing its producer")
    ReleaseRequest.Done release(@RequestBody ReleaseRequest request) {
        return claims.release(request);
    }
}
