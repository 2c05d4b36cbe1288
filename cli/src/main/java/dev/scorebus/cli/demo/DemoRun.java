package dev.scorebus.cli.demo;

import dev.scorebus.cli.action.ApplyCommand;
import dev.scorebus.cli.http.Api;
import dev.scorebus.cli.ledger.AuditCommand;
import dev.scorebus.cli.ledger.AuditReport;
import dev.scorebus.cli.model.DataSetAddCommand;
import dev.scorebus.cli.model.Training;
import dev.scorebus.cli.platform.PlatformOptions;
import dev.scorebus.cli.terminal.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The main job on a platform that runs, step by step.
final class DemoRun {
    private static final String DATA_SET = "pull-requests";
    private static final int FAULTS_SHOWN = 5;

    private final Steps steps;
    private final Console console;
    private final Api api;
    private final String bootstrap;
    private final Path example =
            PlatformOptions.root().resolve("examples").resolve("pull-requests");

    DemoRun(Steps steps, Api api, String bootstrap) {
        this.steps = steps;
        this.console = steps.console();
        this.api = api;
        this.bootstrap = bootstrap;
    }

    /// What the run proved.
    ///
    /// @param audited whether the audit holds
    /// @param failed what else was expected and not found, in words; empty when each message was scored once or is a dead letter
    /// @param exampleId the id of an event that was scored
    record Proof(boolean audited, List<String> failed, String exampleId) {
        boolean holds() {
            return audited && failed.isEmpty();
        }

        /// Says whether it holds and, if not, what does not.
        void print(Console console, String took) {
            if (holds()) {
                console.say("demo: every message is accounted for, once, %s".formatted(took));
                return;
            }
            console.say(
                    audited
                            ? "demo: the audit holds, and yet the demo did not find what it expected, %s"
                                    .formatted(took)
                            : "demo: NOT every message is accounted for, %s".formatted(took));
            if (!audited) {
                console.say("  the audit does not hold; above it says where");
            }
            failed.forEach(check -> console.say("  " + check));
            if (audited) {
                console.say(
                        "  Does anything else send messages to these topics, or did someone stop a part?");
            }
        }
    }

    /// Trains, scores, and proves.
    ///
    /// @param data the pull requests
    /// @param messages how many events are replayed
    Proof prove(DemoData data, int messages) throws IOException {
        register(data);
        train();
        String action = apply();
        Checks checks = new Checks();
        Replay.Outcome replay = replay(data, messages);
        checks.none("messages that were not scored exactly once", replay.faults());
        otherModes(replay, checks);
        steps.begin("what was tracked");
        checks.equal(
                "dead letters of messages that cannot be scored",
                replay.bad().size(),
                new Tracked(console, api, action).show(replay));
        steps.end();
        heal(data, messages, checks);
        return new Proof(audit(), checks.failed(), replay.exampleId());
    }

    private void register(DemoData data) throws IOException {
        steps.begin("register the data set");
        console.say("   data: " + data.origin());
        JsonNode version = DataSetAddCommand.add(api, DATA_SET, data.file());
        console.say(
                "   data set %s, version %s, %s rows"
                        .formatted(
                                DATA_SET,
                                Training.shorten(version.path("version").asString("")),
                                version.path("rows").asString("?")));
        steps.end();
    }

    private void train() throws IOException {
        steps.begin("train: when will a pull request be merged? HOUR, DAY or REST (later)");
        Training training = new Training(api, console);
        training.print(training.run(Files.readString(example.resolve("training.json"))));
        steps.end();
    }

    private String apply() throws IOException {
        steps.begin("put the action to work: examples/pull-requests/merge-time.yaml");
        DemoTopics.make(bootstrap);
        String action = ApplyCommand.apply(api, example.resolve("merge-time.yaml")).name();
        steps.end();
        return action;
    }

    private Replay.Outcome replay(DemoData data, int messages) throws IOException {
        steps.begin("replay events through the topic pull-requests; scores arrive with reasons");
        List<PullRequest> newest = new PullRequestFile(data.file()).newest(messages / 2);
        Replay.Outcome replay = new Replay(console, bootstrap).run(PullRequestEvent.of(newest));
        console.say(
                "   %d messages sent; %d of them opened a request, %d were scored, each once: %s"
                        .formatted(
                                replay.messages(),
                                replay.opened(),
                                replay.scored(),
                                replay.faults().isEmpty() ? "yes" : "NO"));
        replay.faults().stream().limit(FAULTS_SHOWN).forEach(fault -> console.say("   " + fault));
        steps.end();
        return replay;
    }

    private void otherModes(Replay.Outcome replay, Checks checks) throws IOException {
        OtherModes modes = new OtherModes(console, api, example);
        steps.begin("the same model by request");
        modes.request();
        steps.end();
        steps.begin("the same messages in micro-batches: 500 at most, none waits over two seconds");
        checks.atLeast(
                "messages scored in micro-batches",
                replay.scored(),
                modes.microBatches(replay.scored()));
        steps.end();
        steps.begin("the whole topic as a batch; its scores go to a topic of their own");
        checks.atLeast("messages scored by the batch run", replay.scored(), modes.batch());
        steps.end();
    }

    private void heal(DemoData data, int messages, Checks checks) throws IOException {
        steps.begin(
                "messages that fail six times die; what they lack is mended; a heal run scores them");
        new Healing(console, api, bootstrap, example)
                .run(new PullRequestFile(data.file()).newest(messages / 2), checks);
        steps.end();
    }

    private boolean audit() {
        steps.begin("audit: is every message accounted for, once?");
        AuditReport audit = new AuditReport(AuditCommand.ask(api, null, true));
        audit.print(console);
        steps.end();
        return audit.holds();
    }
}
