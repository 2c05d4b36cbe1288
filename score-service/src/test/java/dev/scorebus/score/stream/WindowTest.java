package dev.scorebus.score.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action;
import dev.scorebus.message.Attempt;
import dev.scorebus.testkit.HandClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final TopicPartition LEFT = new TopicPartition("in", 0);
    private static final TopicPartition RIGHT = new TopicPartition("in", 1);
    private static final UUID TOPIC_ID = new UUID(0, 1);

    private final HandClock clock = new HandClock();
    private Window window = window(new Action.Flush(3, Duration.ofSeconds(2)));

    private static Window window(Action.@Nullable Flush flush) {
        return new Window(flush, 1_000);
    }

    private void read(TopicPartition partition, long offset) {
        read(partition, offset, 0);
    }

    private void read(TopicPartition partition, long offset, int bytes) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(
                        partition.topic(), partition.partition(), offset, null, new byte[bytes]);
        Work work =
                new Work(
                        record,
                        Attempt.first(record, TOPIC_ID),
                        partition,
                        offset,
                        0,
                        clock.instant());
        window.add(List.of(work), Map.of(partition, new OffsetAndMetadata(offset + 1)));
    }

    private boolean due() {
        return window.due(clock.instant());
    }

    @Test
    void aStreamLetsGoAfterEachPoll() {
        window = window(null);
        read(LEFT, 7);

        assertThat(due()).isTrue();
        assertThat(window.take().next()).isEqualTo(Map.of(LEFT, new OffsetAndMetadata(8)));
        assertThat(due()).isFalse();
    }

    @Test
    void aLonelyMessageLeavesWhenItsWaitIsOver() {
        read(LEFT, 0);
        clock.pass(Duration.ofMillis(1999));
        assertThat(due()).isFalse();

        clock.pass(Duration.ofMillis(1));
        assertThat(due()).isTrue();
        assertThat(window.take().work()).hasSize(1);
    }

    @Test
    void aBatchLeavesWhenItHoldsAsManyBytesAsAreAllowedHoweverFewItsMessages() {
        window = window(new Action.Flush(100_000, Duration.ofHours(1)));
        read(LEFT, 0, 500);
        read(RIGHT, 0, 499);
        assertThat(due()).isFalse();

        read(RIGHT, 1, 1);
        assertThat(due()).isTrue();
        assertThat(window.take().work()).hasSize(3);

        read(LEFT, 1, 999);
        assertThat(due()).as("what has left is not counted again").isFalse();
        Window.Load load = window.take();
        window.putBack(load);
        read(RIGHT, 2, 1);
        assertThat(due()).as("what was put back is").isTrue();
        window.drop(List.of(LEFT, RIGHT));
        read(RIGHT, 2, 999);
        assertThat(due()).as("nor is what someone else has now").isFalse();
        window.clear();
        read(RIGHT, 2, 999);
        assertThat(due()).as("nor what is read again").isFalse();
    }

    @Test
    void aTrickleNeverHoldsTheOldestMessageLongerThanItsWait() {
        read(LEFT, 0);
        clock.pass(Duration.ofMillis(1500));
        read(LEFT, 1);
        clock.pass(Duration.ofMillis(500));

        assertThat(due()).isTrue();
    }

    @Test
    void aFullBatchLeavesAtOnceAndTheRestKeepsItsPlace() {
        read(LEFT, 0);
        read(RIGHT, 0);
        read(LEFT, 1);
        read(LEFT, 2);
        read(LEFT, 3);

        assertThat(due()).isTrue();
        Window.Load load = window.take();
        assertThat(load.work()).hasSize(3);
        assertThat(load.next())
                .isEqualTo(Map.of(LEFT, new OffsetAndMetadata(2), RIGHT, new OffsetAndMetadata(1)));
        assertThat(due()).isFalse();

        clock.pass(Duration.ofSeconds(2));
        assertThat(window.take().next()).isEqualTo(Map.of(LEFT, new OffsetAndMetadata(4)));
    }

    @Test
    void markersLeaveAloneAndNeverBeforeTheMessagesInFrontOfThem() {
        window.add(List.of(), Map.of(LEFT, new OffsetAndMetadata(5)));
        assertThat(due()).isTrue();
        assertThat(window.take().next()).isEqualTo(Map.of(LEFT, new OffsetAndMetadata(5)));

        read(LEFT, 5);
        window.add(List.of(), Map.of(LEFT, new OffsetAndMetadata(9)));
        assertThat(due()).isFalse();
        clock.pass(Duration.ofSeconds(2));
        assertThat(window.take().next()).isEqualTo(Map.of(LEFT, new OffsetAndMetadata(9)));
    }

    @Test
    void whatIsSomeoneElsesNowIsForgotten() {
        read(LEFT, 0);
        read(RIGHT, 0);
        window.drop(List.of(LEFT));
        clock.pass(Duration.ofSeconds(2));

        assertThat(window.take().next()).isEqualTo(Map.of(RIGHT, new OffsetAndMetadata(1)));
    }
}
