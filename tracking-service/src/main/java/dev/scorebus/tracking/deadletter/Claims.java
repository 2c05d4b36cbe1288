package dev.scorebus.tracking.deadletter;

import dev.scorebus.message.Topics;
import dev.scorebus.tracking.TrackingProperties;
import dev.scorebus.tracking.audit.TrackingEnd;
import dev.scorebus.tracking.edge.Refusal;
import dev.scorebus.tracking.source.SourceTopics;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Takes dead letters up for heal runs, and lays them down again. A claim is made under the lock of the ledger, so two claims
/// of one death cannot be, and a message is claimed or discarded, never both.
@Component
class Claims {
    private static final Words WORDS = new Words("claim", "This cannot be claimed");
    private static final int PAGE = 500;

    private final ClaimTable table;
    private final LedgerLock lock;
    private final TrackingEnd trackingEnd;
    private final SourceTopics source;
    private final Topics topics;
    private final TrackingProperties properties;
    private final InstantSource clock;

    Claims(
            ClaimTable table,
            LedgerLock lock,
            TrackingEnd trackingEnd,
            SourceTopics source,
            Topics topics,
            TrackingProperties properties,
            InstantSource clock) {
        this.table = table;
        this.lock = lock;
        this.trackingEnd = trackingEnd;
        this.source = source;
        this.topics = topics;
        this.properties = properties;
        this.clock = clock;
    }

    /// Claims the longest dead of those that are chosen. What the run has claimed before is left alone, also when it died again:
    /// a run takes each message up once.
    ClaimRequest.Done claim(ClaimRequest request) {
        String action = WORDS.required("action", request.action());
        String runId = WORDS.required("runId", request.runId());
        Note note =
                new Note(
                        WORDS.optional("reason", request.reason()),
                        WORDS.optional("who", request.who()),
                        clock.instant());
        Choice choice = Choice.of(WORDS, request.messages(), request.filter());
        int limit = WORDS.limit(request.limit(), PAGE);
        return lock.hold(
                action,
                () -> {
                    refuseEnded(action, runId);
                    return new ClaimRequest.Done(table.claim(action, runId, choice, limit, note));
                });
    }

    /// What is claimed and open, once all that was told up to this call is folded: a worker that fenced the one before it and
    /// asks then, sees as open only what that one has not scored.
    ClaimRequest.Held open(String action, @Nullable String runId, int limit) {
        int most = WORDS.limit(limit, PAGE);
        awaitFold();
        if (runId != null) {
            refuseEnded(action, runId);
        }
        return new ClaimRequest.Held(table.open(action, runId, most));
    }

    /// Makes dead again what a run claimed and never scored. First the run is noted as ended: a worker that begins now gets no claim.
    /// Then its producer is fenced and what it told is folded: a worker that began before can tell nothing more.
    ReleaseRequest.Done release(ReleaseRequest request) {
        String action = WORDS.required("action", request.action());
        String runId = WORDS.required("runId", request.runId());
        Note note =
                new Note(
                        "claim released: " + WORDS.required("reason", request.reason()),
                        WORDS.optional("who", request.who()),
                        clock.instant());
        lock.hold(
                action,
                () -> {
                    table.end(action, runId, note);
                    return note;
                });
        source.fence(topics.runGroup(action, runId));
        awaitFold();
        return lock.hold(action, () -> new ReleaseRequest.Done(table.release(action, runId, note)));
    }

    private void refuseEnded(String action, String runId) {
        if (table.hasEnded(action, runId)) {
            throw Refusal.conflict(
                    "run-ended",
                    "The run has ended",
                    "The claims of run '%s' of action '%s' were released; a worker of it stops, and another run takes them up"
                            .formatted(runId, action));
        }
    }

    private void awaitFold() {
        if (!trackingEnd.isFoldedBy(
                clock.instant().plus(properties.catchUp()), trackingEnd.now())) {
            throw Refusal.notYet(
                    "fold-behind",
                    "The fold is behind",
                    "What was told up to this call is not folded after %d s; ask again"
                            .formatted(properties.catchUp().toSeconds()));
        }
    }
}
