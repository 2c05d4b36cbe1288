package dev.scorebus.tracking.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.ledger.ExceptionEntry;
import dev.scorebus.ledger.ExceptionState;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import dev.scorebus.message.Mode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AmendmentTest {
    private static final UUID TRACKING = new UUID(1, 1);
    private static final Frontier FRONTIER =
            new Frontier("group", "action", "topic", new UUID(2, 2), 0);
    private static final Map<Long, LastStep> LIVE =
            Map.of(
                    4L,
                    new LastStep(1, 0, ExceptionState.CLAIMED),
                    5L,
                    new LastStep(0, 1, ExceptionState.FAILED),
                    6L,
                    new LastStep(0, 6, ExceptionState.DEAD),
                    7L,
                    new LastStep(0, 2, ExceptionState.HEALED),
                    8L,
                    new LastStep(0, 6, ExceptionState.DISCARDED));

    private final FrontierState.Tracked atTen = new FrontierState.Tracked(3, 10, told(100));

    @Test
    void theNextAttemptFollowsAndMovesNoFrontier() {
        for (ExceptionEntry next : List.of(failed(5, 0, 2), dead(5, 0, 2), healed(5, 0, 2))) {
            assertThat(answer(101, next)).isEqualTo(Answer.APPLIED);
        }
        assertThat(atTen.after(amended(failed(5, 0, 2)), told(101)))
                .isEqualTo(new FrontierState.Tracked(3, 10, told(101)));
    }

    @Test
    void severalStepsOfOneMessageFollowEachOther() {
        assertThat(answer(101, failed(5, 0, 2), healed(5, 0, 3))).isEqualTo(Answer.APPLIED);
        assertThat(answer(101, healed(5, 0, 2), failed(5, 0, 3))).isEqualTo(Answer.GAP);
    }

    @Test
    void aClaimedMessageLivesAgainAtAttemptOneOfItsNextLife() {
        for (ExceptionEntry next : List.of(failed(4, 1, 1), dead(4, 1, 1), healed(4, 1, 1))) {
            assertThat(answer(101, next)).isEqualTo(Answer.APPLIED);
        }
        assertThat(answer(101, failed(4, 1, 1), healed(4, 1, 2))).isEqualTo(Answer.APPLIED);
        assertThat(answer(101, healed(4, 1, 2))).isEqualTo(Answer.GAP);
        assertThat(answer(101, healed(4, 2, 1))).isEqualTo(Answer.GAP);
        assertThat(answer(101, healed(4, 0, 7))).isEqualTo(Answer.GAP);
    }

    @Test
    void aDeadMessageThatNobodyClaimedDoesNotLiveAgain() {
        assertThat(answer(101, healed(6, 1, 1))).isEqualTo(Answer.GAP);
        assertThat(answer(101, failed(6, 1, 1))).isEqualTo(Answer.GAP);
        assertThat(answer(101, healed(6, 0, 7))).isEqualTo(Answer.GAP);
        assertThat(answer(101, failed(5, 1, 1))).isEqualTo(Answer.GAP);
    }

    @Test
    void aClaimIsGivenUpWithoutAnyAttempt() {
        assertThat(answer(101, ExceptionEntry.discarded(4, null, 1, "its payload is gone")))
                .isEqualTo(Answer.APPLIED);
        assertThat(answer(101, ExceptionEntry.discarded(4, null, 2, "its payload is gone")))
                .isEqualTo(Answer.GAP);
        assertThat(answer(101, ExceptionEntry.discarded(6, null, 1, "its payload is gone")))
                .isEqualTo(Answer.GAP);
    }

    @Test
    void aReleasedClaimIsDeadAndTheNextClaimBeginsTheNextLife() {
        LastStep claimed = new LastStep(1, 0, ExceptionState.CLAIMED);
        LastStep released = new LastStep(1, 0, ExceptionState.DEAD);

        assertThat(claimed.isFollowedBy(released)).isTrue();
        assertThat(released.isFollowedBy(new LastStep(2, 0, ExceptionState.CLAIMED))).isTrue();
        assertThat(released.isFollowedBy(new LastStep(1, 0, ExceptionState.DISCARDED))).isTrue();
        assertThat(released.isFollowedBy(new LastStep(1, 1, ExceptionState.HEALED))).isFalse();
        assertThat(released.isFollowedBy(claimed)).isFalse();
        assertThat(claimed.isFollowedBy(claimed)).isFalse();
        assertThat(claimed).isLessThan(released);
    }

    @Test
    void onlyADeadMessageIsDiscarded() {
        assertThat(answer(101, discarded(6, 6))).isEqualTo(Answer.APPLIED);
        assertThat(answer(101, discarded(5, 1))).isEqualTo(Answer.GAP);
        assertThat(answer(101, discarded(7, 2))).isEqualTo(Answer.GAP);
    }

    @Test
    void whatWasToldBeforeIsADuplicateAndTheSameToldLaterIsNot() {
        assertThat(answer(100, healed(7, 0, 2))).isEqualTo(Answer.DUPLICATE);
        assertThat(answer(100, failed(6, 0, 3))).isEqualTo(Answer.DUPLICATE);
        assertThat(judge(101, healed(7, 0, 2)))
                .isEqualTo(
                        new Verdict.Contradicts(
                                "offset 7 was told HEALED at attempt 2 last, and HEALED at attempt 2 does not follow"));
        assertThat(judge(101, failed(5, 0, 1))).isInstanceOf(Verdict.Contradicts.class);
    }

    @Test
    void nothingFollowsTheEndOfALife() {
        assertThat(judge(101, failed(7, 0, 3))).isInstanceOf(Verdict.Contradicts.class);
        assertThat(judge(101, healed(7, 1, 1))).isInstanceOf(Verdict.Contradicts.class);
        assertThat(judge(101, healed(8, 1, 1))).isInstanceOf(Verdict.Contradicts.class);
        assertThat(judge(100, healed(8, 1, 1))).isInstanceOf(Verdict.Contradicts.class);
    }

    @Test
    void aMessageThatDidNotFailIsNotAmended() {
        assertThat(judge(101, healed(9, 0, 2)))
                .isEqualTo(
                        new Verdict.Contradicts(
                                "offset 9 did not fail, and is told HEALED at attempt 2"));
    }

    @Test
    void anAttemptThatLeavesOneOutWaitsForIt() {
        assertThat(judge(101, healed(5, 0, 3))).isInstanceOf(Verdict.Early.class);
        assertThat(judge(101, failed(5, 1, 1))).isInstanceOf(Verdict.Early.class);
        assertThat(judge(101, failed(6, 1, 2))).isInstanceOf(Verdict.Early.class);
    }

    @Test
    void whatLiesAheadWaitsAndWhatLiesBeforeTheOriginNeverFits() {
        assertThat(judge(101, healed(10, 0, 2))).isInstanceOf(Verdict.Early.class);
        assertThat(judge(101, healed(2, 0, 2))).isInstanceOf(Verdict.Contradicts.class);
        assertThat(
                        new FrontierState.Unseen()
                                .judge(amended(healed(5, 0, 2)), told(1), LiveSteps.NONE))
                .isInstanceOf(Verdict.Early.class);
    }

    @Test
    void allEntriesOfAnAmendmentAreTakenOrNone() {
        assertThat(answer(101, healed(5, 0, 2), healed(7, 0, 3))).isEqualTo(Answer.GAP);
        assertThat(answer(100, healed(5, 0, 2), healed(7, 0, 2))).isEqualTo(Answer.GAP);
        assertThat(answer(101, healed(5, 0, 2), healed(12, 0, 2))).isEqualTo(Answer.GAP);
    }

    @Test
    void anAmendmentFromAnotherPartitionOfTheTrackingTopicIsTakenWhenItFollows() {
        Verdict verdict =
                atTen.judge(amended(healed(5, 0, 2)), new Told(new UUID(9, 9), 0, 3), LIVE::get);

        assertThat(verdict).isEqualTo(new Verdict.Follows());
    }

    private Answer answer(long told, ExceptionEntry... entries) {
        return judge(told, entries).answer();
    }

    private Verdict judge(long told, ExceptionEntry... entries) {
        return atTen.judge(amended(entries), told(told), LIVE::get);
    }

    private static TrackingEvent amended(ExceptionEntry... entries) {
        return new TrackingEvent.Amended(
                FRONTIER, Mode.STREAM, List.of(entries), null, "test", Instant.EPOCH);
    }

    private static ExceptionEntry failed(long offset, int replay, int attempt) {
        return ExceptionEntry.failed(offset, null, replay, attempt, FailureKind.PROGRAM, "weak");
    }

    private static ExceptionEntry dead(long offset, int replay, int attempt) {
        return ExceptionEntry.dead(
                offset, null, replay, attempt, FailureKind.PROGRAM, "weak", "dlq");
    }

    private static ExceptionEntry healed(long offset, int replay, int attempt) {
        return ExceptionEntry.healed(offset, null, replay, attempt, null);
    }

    private static ExceptionEntry discarded(long offset, int attempt) {
        return new ExceptionEntry(
                offset, null, 0, attempt, ExceptionState.DISCARDED, null, "test", null, null, null);
    }

    private static Told told(long offset) {
        return new Told(TRACKING, 0, offset);
    }
}
