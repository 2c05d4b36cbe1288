package dev.scorebus.cli.ledger;

import dev.scorebus.message.WireJson;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// Who decides something about the ledger, and why; both stay in the ledger.
final class SignatureOptions {
    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "why; it stays in the ledger")
    private String reason = "";

    @Option(
            names = "--who",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "who answers for it (${DEFAULT-VALUE})")
    private String who = "";

    /// A request that says so.
    ObjectNode body() {
        return WireJson.mapper().createObjectNode().put("reason", reason).put("who", who);
    }
}
