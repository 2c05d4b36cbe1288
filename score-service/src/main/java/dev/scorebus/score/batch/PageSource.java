package dev.scorebus.score.batch;

import dev.scorebus.ledger.TrackingEvent;
import dev.scorebus.score.sink.Source;
import dev.scorebus.score.stream.PageScorer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// What a run reads, page by page. For one thread.
interface PageSource extends AutoCloseable {
    /// What was read and is not yet committed.
    ///
    /// @param page what is to be scored
    /// @param said what else is to be told, before what becomes of the page
    /// @param next the position behind it, by the partition whose offset stands for it
    /// @param rows how many messages it holds
    /// @param discarded how many messages it gives up
    record Read(
            PageScorer.Page page,
            List<TrackingEvent> said,
            Map<TopicPartition, Long> next,
            int rows,
            int discarded) {}

    /// Where a partition stands that sinks are told of.
    ///
    /// @param position the offset that is committed, or that the run begins at
    /// @param by who committed it; absent when nobody did yet
    record Standing(Source source, long position, @Nullable String by) {}

    /// The consumer group whose offsets are the position.
    ConsumerGroupMetadata group();

    /// Goes to where the run stands. Nobody else may commit for the run any more.
    ///
    /// @return what is to be committed before the first page, when the run is new
    Optional<Read> open();

    /// What was counted up to there.
    RunCounts counts();

    /// The next page; empty when there is none any more. A page may hold nothing, when nothing came just now.
    ///
    /// @param most how many messages it may hold
    Optional<Read> next(int most);

    /// A page was committed.
    ///
    /// @param by who committed it
    void committed(Read read, String by);

    /// Where everything stands that pages speak of, once it is open.
    List<Standing> standings();

    /// How many offsets or rows lie behind it.
    long done();

    /// How many there are; absent when that is not known.
    @Nullable Long total();

    @Override
    void close();
}
