package dev.scorebus.tracking.deadletter;

import dev.scorebus.ledger.FailureKind;
import dev.scorebus.tracking.edge.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/dead-letters")
@Tag(name = "dead letters", description = "Messages that failed for good")
class DeadLetterController {
    private static final Words WORDS = new Words("limit", "No such limit");

    private final DeadLetterTable table;
    private final LetterSearch search;
    private final Discarding discarding;
    private final Replaying replaying;

    DeadLetterController(
            DeadLetterTable table,
            LetterSearch search,
            Discarding discarding,
            Replaying replaying) {
        this.table = table;
        this.search = search;
        this.discarding = discarding;
        this.replaying = replaying;
    }

    @GetMapping
    @Operation(
            summary =
                    "The newest messages that are dead now, died in [since, until), and died fewer than `maxDeaths` times")
    List<DeadLetter> deadLetters(
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable FailureKind kind,
            @RequestParam(required = false) @Nullable String errorClass,
            @RequestParam(required = false) @Nullable Instant since,
            @RequestParam(required = false) @Nullable Instant until,
            @RequestParam(required = false) @Nullable Integer maxDeaths,
            @RequestParam(defaultValue = "100") int limit) {
        return table.list(
                action,
                new Filter(kind, errorClass, since, until, maxDeaths),
                WORDS.limit(limit, 100));
    }

    @GetMapping("/{topic}/{partition}/{offset}")
    @Operation(
            summary =
                    "One dead letter with its payload and its headers; `run` says which of several: `stream`, or a batch run that read the message too")
    LetterSearch.Found deadLetter(
            @PathVariable String topic,
            @PathVariable int partition,
            @PathVariable long offset,
            @RequestParam(required = false) @Nullable String action,
            @RequestParam(required = false) @Nullable String run) {
        List<DeadLetter> found =
                table.find(topic, partition, offset, action).stream()
                        .filter(letter -> run == null || letter.where().equals(run))
                        .toList();
        if (found.isEmpty()) {
            throw Refusal.notFound(
                    "not-dead",
                    "No dead letter",
                    "The message %s-%d-%d is not dead%s; GET /api/messages/%s/%d/%d tells what became of it"
                            .formatted(
                                    topic,
                                    partition,
                                    offset,
                                    (action == null ? "" : " for action '" + action + "'")
                                            + (run == null ? "" : " in '" + run + "'"),
                                    topic,
                                    partition,
                                    offset));
        }
        List<String> actions = found.stream().map(DeadLetter::action).distinct().sorted().toList();
        if (actions.size() > 1) {
            throw Refusal.badRequest(
                    "action",
                    "Which action?",
                    "The message is dead for several actions; say ?action= and one of "
                            + actions.stream().collect(Collectors.joining(", ")));
        }
        Ambiguity.refuse(found);
        return search.find(found.getLast());
    }

    @PostMapping("/discard")
    @Operation(summary = "Gives dead letters up; what is not dead any more is left alone")
    Discard.Done discard(@RequestBody Discard discard) {
        return discarding.discard(discard);
    }

    @PostMapping("/replay")
    @Operation(
            summary =
                    "Sends dead letters through their action again, each exactly once; what has no record any more, and what was replayed too often, is refused")
    ReplayRequest.Done replay(@RequestBody ReplayRequest request) {
        return replaying.replay(request);
    }
}
