package dev.scorebus.score.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action.Explain;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.testkit.HandClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BisectLoopTest {
    private final HandClock clock = new HandClock();
    private final List<Integer> batches = new ArrayList<>();

    /// Answers with the message's number; does what its text says.
    private final class FakeProgram implements Program {
        @Override
        public List<Reply> score(Batch batch) {
            batches.add(batch.messages().size());
            List<Reply> replies = new ArrayList<>();
            for (Message message : batch.messages()) {
                String text = new String(message.bytes(), StandardCharsets.UTF_8);
                if (text.equals("throw")) {
                    throw new IllegalStateException("a defect of the program");
                }
                if (text.startsWith("fails the call")) {
                    throw new CallFailedException("OSError", text, text.endsWith("for now"));
                }
                if (text.equals("slow")) {
                    clock.pass(Duration.ofSeconds(2));
                }
                if (!text.equals("swallow")) {
                    replies.add(reply(batch, text));
                }
            }
            return replies;
        }

        private Reply reply(Batch batch, String text) {
            return batch.deadline().passed()
                    ? new Reply.Failed(FailureKind.TIMEOUT, "Late", "late")
                    : new Reply.Scored(new Answer.Amount(text.length()), null);
        }

        @Override
        public void close() {}
    }

    private List<Reply> score(Deadline deadline, String... texts) {
        List<Message> messages =
                List.of(texts).stream()
                        .map(text -> Message.of(text.getBytes(StandardCharsets.UTF_8)))
                        .toList();
        return BisectLoop.score(
                new FakeProgram(), new Batch(messages, Explain.NONE, deadline, Stages.NONE));
    }

    private Deadline oneSecond() {
        return Deadline.renewable(Duration.ofSeconds(1), clock);
    }

    private static List<Integer> failedAt(List<Reply> replies) {
        return IntStream.range(0, replies.size())
                .filter(i -> replies.get(i) instanceof Reply.Failed)
                .boxed()
                .toList();
    }

    @Test
    void aGoodBatchIsOneCall() {
        assertThat(failedAt(score(oneSecond(), "a", "b", "c"))).isEmpty();
        assertThat(batches).containsExactly(3);
    }

    @Test
    void onlyTheMessageThatMakesTheProgramThrowFails() {
        List<Reply> replies = score(oneSecond(), "a", "b", "c", "d", "e", "throw", "g", "h");

        assertThat(failedAt(replies)).containsExactly(5);
        Reply.Failed failed = (Reply.Failed) replies.get(5);
        assertThat(failed.kind()).isEqualTo(FailureKind.PROGRAM);
        assertThat(failed.errorClass()).isEqualTo("java.lang.IllegalStateException");
        assertThat(failed.detail()).doesNotContain("a defect of the program");
        assertThat(replies.get(7)).isEqualTo(new Reply.Scored(new Answer.Amount(1), null));
    }

    /// The program's word counts for the message that stands alone; its neighbours in the failed batches are not touched by it.
    @ParameterizedTest
    @CsvSource({"fails the call for good, SCHEMA", "fails the call for now, PROGRAM"})
    void aCallThatFailsAsAWholeSaysWhetherAnotherAttemptMayHelp(String text, FailureKind kind) {
        List<Reply> replies = score(oneSecond(), "a", "b", text, "d", "e");

        assertThat(failedAt(replies)).containsExactly(2);
        assertThat(replies.get(2)).isEqualTo(new Reply.Failed(kind, "OSError", text));
    }

    @Test
    void aProgramThatSwallowsAMessageFailsThatOne() {
        assertThat(failedAt(score(oneSecond(), "a", "b", "swallow", "d"))).containsExactly(2);
    }

    @Test
    void aSlowMessageFailsAloneAndItsNeighboursGetTheTimeItTook() {
        List<Reply> replies = score(oneSecond(), "a", "slow", "c", "d");

        assertThat(failedAt(replies)).containsExactly(1);
        assertThat(((Reply.Failed) replies.get(1)).kind()).isEqualTo(FailureKind.TIMEOUT);
    }

    @Test
    void afterAFirmDeadlineNothingIsTriedAgain() {
        List<Reply> replies =
                score(Deadline.firm(Duration.ofSeconds(1), clock), "a", "slow", "c", "d");

        assertThat(failedAt(replies)).containsExactly(1, 2, 3);
        assertThat(batches).containsExactly(4);
    }
}
