package dev.scorebus.tracking.source;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.springframework.stereotype.Component;

/// Reads stretches of partitions again, as any `read_committed` reader would.
@Component
public class RecordReader {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration MAX_WAIT = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Broker broker;
    private final InstantSource clock;

    RecordReader(Broker broker, InstantSource clock) {
        this.broker = broker;
        this.clock = clock;
    }

    /// Takes a record that was read.
    @FunctionalInterface
    public interface Visitor {
        /// Looks at a record; `false` ends the reading.
        boolean visit(ConsumerRecord<byte[], byte[]> record);
    }

    /// How a reading ended.
    public enum Ending {
        /// Every record of the stretch was seen, or the visitor had enough.
        COMPLETE,
        /// The log no longer holds the whole stretch.
        GONE,
        /// The log ends before the stretch does: it was cut.
        CUT,
        /// The broker brought nothing new for 20 s.
        STUCK
    }

    /// A reader to be used by one thread and closed.
    public Session open(String purpose) {
        return new Session(broker.reader(purpose, 2_000, MAX_WAIT));
    }

    /// A consumer that reads one stretch after the other.
    public final class Session implements AutoCloseable {
        private final Consumer<byte[], byte[]> consumer;

        private Session(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        /// Shows the visitor every record in `[lo, hi)`.
        public Ending read(TopicPartition partition, long lo, long hi, Visitor visitor) {
            consumer.assign(List.of(partition));
            if (consumer.endOffsets(List.of(partition)).getOrDefault(partition, hi) < hi) {
                return Ending.CUT;
            }
            consumer.seek(partition, lo);
            Instant patientUntil = clock.instant().plus(PATIENCE);
            long position = lo;
            try {
                while (position < hi) {
                    for (ConsumerRecord<byte[], byte[]> record :
                            consumer.poll(POLL).records(partition)) {
                        if (record.offset() >= hi || !visitor.visit(record)) {
                            return Ending.COMPLETE;
                        }
                    }
                    long now = consumer.position(partition);
                    if (now > position) {
                        patientUntil = clock.instant().plus(PATIENCE);
                    } else if (clock.instant().isAfter(patientUntil)) {
                        return Ending.STUCK;
                    }
                    position = now;
                }
                return Ending.COMPLETE;
            } catch (OffsetOutOfRangeException _) {
                return Ending.GONE;
            }
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
