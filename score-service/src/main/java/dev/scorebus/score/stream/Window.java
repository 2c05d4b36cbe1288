package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// What was read and is not yet processed, and how far each partition was read. A stream lets go after each poll; a micro-batch
/// when it has its count, when its oldest message has waited long enough, or when it holds so many bytes that more would be a
/// danger to the memory, whichever comes first. While a load is processed nothing is read, so no more than that and one poll
/// ever waits. For one thread.
final class Window {
    private final Action.@Nullable Flush flush;
    private final long mostBytes;
    private final Deque<Work> waiting = new ArrayDeque<>();
    private final Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
    private long bytes;

    /// @param flush absent: everything leaves after each poll
    /// @param mostBytes a micro-batch leaves when it holds so many
    Window(Action.@Nullable Flush flush, long mostBytes) {
        this.flush = flush;
        this.mostBytes = mostBytes;
    }

    /// What is processed together and committed in one transaction.
    ///
    /// @param next the offset behind it, of each partition that was read
    record Load(List<Work> work, Map<TopicPartition, OffsetAndMetadata> next) {}

    /// Takes in what a poll brought.
    ///
    /// @param next how far each partition was read
    void add(Collection<Work> work, Map<TopicPartition, OffsetAndMetadata> next) {
        for (Work one : work) {
            waiting.add(one);
            bytes += size(one);
        }
        read.putAll(next);
    }

    /// Whether a load should leave now. Markers of transactions wait for nobody: they leave when nothing else is there.
    boolean due(Instant now) {
        Work oldest = waiting.peekFirst();
        if (oldest == null) {
            return !read.isEmpty();
        }
        return flush == null
                || waiting.size() >= flush.maxMessages()
                || bytes >= mostBytes
                || !now.isBefore(oldest.arrived().plus(flush.maxWait()));
    }

    /// The oldest messages, at most as many as a batch holds.
    Load take() {
        int count = flush == null ? waiting.size() : Math.min(waiting.size(), flush.maxMessages());
        List<Work> work = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Work first = waiting.removeFirst();
            bytes -= size(first);
            work.add(first);
        }
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(read);
        Map<TopicPartition, Long> left = new HashMap<>();
        waiting.forEach(later -> left.putIfAbsent(later.from(), later.offset()));
        left.forEach((partition, offset) -> next.put(partition, new OffsetAndMetadata(offset)));
        read.keySet().retainAll(left.keySet());
        return new Load(work, next);
    }

    /// Takes back what was taken and could not be processed; it is the first to leave.
    void putBack(Load load) {
        load.work().reversed().forEach(waiting::addFirst);
        bytes += load.work().stream().mapToLong(Window::size).sum();
        load.next().forEach(read::putIfAbsent);
    }

    private static long size(Work work) {
        return RecordSizes.size(
                work.message().key(), work.message().value(), work.message().headers());
    }

    /// How many messages wait.
    int size() {
        return waiting.size();
    }

    /// Forgets what was read of partitions that someone else has now.
    void drop(Collection<TopicPartition> partitions) {
        waiting.removeIf(work -> partitions.contains(work.from()));
        bytes = waiting.stream().mapToLong(Window::size).sum();
        partitions.forEach(read::remove);
    }

    /// Forgets everything; it will be read again.
    void clear() {
        waiting.clear();
        bytes = 0;
        read.clear();
    }
}
