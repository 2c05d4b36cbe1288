package dev.scorebus.score.sink;

import dev.scorebus.action.Action.Output;
import dev.scorebus.score.ScoreProperties;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes scores to a table of PostgreSQL: a shipment is one batch of upserts in one transaction.
final class PostgresSink implements Sink {
    private static final Logger LOGGER = LoggerFactory.getLogger(PostgresSink.class);

    /// Two instances that write the same rows do so in the same order, so that neither waits for the other in a circle.
    private static final Comparator<Delivery> ORDER =
            Comparator.comparing(Delivery::subject)
                    .thenComparing(delivery -> delivery.message().topicId())
                    .thenComparingInt(delivery -> delivery.message().partition())
                    .thenComparingLong(delivery -> delivery.message().offset());

    private final String name;
    private final ScoreProperties.Connection settings;
    private final ScoreTable table;
    private @Nullable Connection connection;

    PostgresSink(Output.Postgres output, ScoreProperties.Connection settings) {
        this.name = output.connection();
        this.settings = settings;
        this.table = new ScoreTable(settings.schema(), output.table(), output.key());
    }

    @Override
    public List<Refusal> write(Shipment shipment) {
        List<Delivery> deliveries = shipment.deliveries();
        if (deliveries.isEmpty()) {
            return List.of();
        }
        int[] order =
                IntStream.range(0, deliveries.size())
                        .boxed()
                        .sorted(Comparator.comparing(deliveries::get, ORDER))
                        .mapToInt(Integer::intValue)
                        .toArray();
        boolean old = connection != null;
        try {
            return write(open(), deliveries, order);
        } catch (SQLException e) {
            close();
            if (!old || !SqlFault.isOfTheConnection(e)) {
                throw away(e);
            }
        }
        try {
            // The connection had been ended while nothing was written.
            return write(open(), deliveries, order);
        } catch (SQLException e) {
            close();
            throw away(e);
        }
    }

    private SinkUnavailableException away(SQLException e) {
        return new SinkUnavailableException(
                "PostgreSQL connection '%s': %s".formatted(name, SqlFault.firstLine(e)), e);
    }

    private Connection open() throws SQLException {
        Connection open = connection;
        if (open != null) {
            return open;
        }
        Properties properties = new Properties();
        properties.setProperty("user", settings.username());
        properties.setProperty("password", settings.password());
        properties.setProperty("ApplicationName", "scorebus");
        String seconds = Long.toString(Math.max(1, settings.timeout().toSeconds()));
        for (String limit : List.of("connectTimeout", "loginTimeout", "socketTimeout")) {
            properties.setProperty(limit, seconds);
        }
        Connection fresh = DriverManager.getConnection(settings.url(), properties);
        connection = fresh;
        fresh.setAutoCommit(false);
        String trouble = table.ensure(fresh);
        fresh.commit();
        if (trouble != null) {
            close();
            throw new SinkUnavailableException(
                    "PostgreSQL connection '%s': %s".formatted(name, trouble));
        }
        return fresh;
    }

    private List<Refusal> write(Connection open, List<Delivery> deliveries, int[] order)
            throws SQLException {
        try (PreparedStatement rows = table.statement(open)) {
            for (int index : order) {
                ScoreTable.bind(rows, deliveries.get(index));
                rows.addBatch();
            }
            int[] _ = rows.executeBatch();
            open.commit();
            return List.of();
        } catch (SQLException e) {
            if (!SqlFault.isOfTheRow(e)) {
                throw e;
            }
            open.rollback();
            return oneByOne(open, deliveries, order);
        }
    }

    /// One of the rows is wrong, and the others are not.
    private List<Refusal> oneByOne(Connection open, List<Delivery> deliveries, int[] order)
            throws SQLException {
        List<Refusal> refusals = new ArrayList<>();
        try (PreparedStatement row = table.statement(open)) {
            for (int index : order) {
                Savepoint before = open.setSavepoint();
                try {
                    ScoreTable.bind(row, deliveries.get(index));
                    int _ = row.executeUpdate();
                } catch (SQLException e) {
                    if (!SqlFault.isOfTheRow(e)) {
                        throw e;
                    }
                    open.rollback(before);
                    refusals.add(
                            new Refusal(
                                    index,
                                    "PostgreSQL connection '%s' refused the score: %s"
                                            .formatted(name, SqlFault.firstLine(e))));
                }
            }
        }
        open.commit();
        return refusals;
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOGGER.atDebug()
                        .addKeyValue("error", e.getMessage())
                        .log("a connection that is given up could not be closed");
            }
        }
    }
}
