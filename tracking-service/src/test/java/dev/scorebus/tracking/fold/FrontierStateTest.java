package dev.scorebus.tracking.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.ledger.TrackingEvent.Frontier;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FrontierStateTest {
    private static final UUID TRACKING = new UUID(1, 1);
    private static final Frontier FRONTIER =
            new Frontier("group", "action", "topic", new UUID(2, 2), 0);

    private final FrontierState atTen = new FrontierState.Tracked(0, 10, told(100));

    @Test
    void whatStartsWhereTheFrontierStandsIsApplied() {
        assertThat(atTen.judge(stretch(10, 20), told(101), LiveSteps.NONE).answer())
                .isEqualTo(Answer.APPLIED);
        assertThat(atTen.after(stretch(10, 20), told(101)))
                .isEqualTo(new FrontierState.Tracked(0, 20, told(101)));
    }

    @Test
    void whatWasToldBeforeAndLiesBehindTheFrontierIsADuplicate() {
        assertThat(atTen.judge(stretch(0, 10), told(100), LiveSteps.NONE).answer())
                .isEqualTo(Answer.DUPLICATE);
        assertThat(atTen.judge(stretch(2, 5), told(7), LiveSteps.NONE).answer())
                .isEqualTo(Answer.DUPLICATE);
        assertThat(atTen.judge(origin(0), told(1), LiveSteps.NONE).answer())
                .isEqualTo(Answer.DUPLICATE);
    }

    @Test
    void whatIsToldLaterOfOffsetsBehindTheFrontierWasProcessedTwice() {
        assertThat(atTen.judge(stretch(0, 10), told(101), LiveSteps.NONE).answer())
                .isEqualTo(Answer.GAP);
        assertThat(atTen.judge(origin(0), told(101), LiveSteps.NONE).answer())
                .isEqualTo(Answer.GAP);
        assertThat(atTen.judge(stretch(0, 10), told(101), LiveSteps.NONE).toString())
                .contains("processed twice");
    }

    @Test
    void whatStartsAheadOfTheFrontierIsAGap() {
        assertThat(atTen.judge(stretch(11, 20), told(101), LiveSteps.NONE).answer())
                .isEqualTo(Answer.GAP);
        assertThat(atTen.judge(stretch(11, 20), told(101), LiveSteps.NONE))
                .isEqualTo(new Verdict.Early("offsets [10, 11) were never spoken of"));
        assertThat(atTen.judge(stretch(5, 20), told(101), LiveSteps.NONE).answer())
                .isEqualTo(Answer.GAP);
    }

    @Test
    void aGroupThatBeginsAgainExactlyWhereItStoodGoesOn() {
        assertThat(atTen.judge(origin(10), told(101), LiveSteps.NONE).answer())
                .isEqualTo(Answer.APPLIED);
        assertThat(atTen.judge(origin(12), told(101), LiveSteps.NONE).answer())
                .isEqualTo(Answer.GAP);
    }

    @Test
    void aFrontierBeginsWithItsOriginOnly() {
        FrontierState unseen = new FrontierState.Unseen();

        assertThat(unseen.judge(origin(5), told(1), LiveSteps.NONE).answer())
                .isEqualTo(Answer.APPLIED);
        assertThat(unseen.after(origin(5), told(1)))
                .isEqualTo(new FrontierState.Tracked(5, 5, told(1)));
        assertThat(unseen.judge(stretch(0, 10), told(1), LiveSteps.NONE).answer())
                .isEqualTo(Answer.GAP);
    }

    private static Told told(long offset) {
        return new Told(TRACKING, 0, offset);
    }

    private static TrackingEvent origin(long offset) {
        return new TrackingEvent.Origin(FRONTIER, offset, "test", Instant.EPOCH);
    }

    private static TrackingEvent stretch(long lo, long hi) {
        return new TrackingEvent.Lost(FRONTIER, lo, hi, "test", "test", Instant.EPOCH);
    }
}
