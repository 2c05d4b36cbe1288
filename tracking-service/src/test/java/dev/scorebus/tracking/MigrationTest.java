package dev.scorebus.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scorebus.testkit.ScorebusTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A ledger that was kept by an earlier version goes on.
@ScorebusTest
class MigrationTest {
    private final DataSource database;
    private final JdbcClient jdbc;

    MigrationTest(DataSource database, JdbcClient jdbc) {
        this.database = database;
        this.jdbc = jdbc;
    }

    @Test
    void whatWasToldBeforeThereWereRetriesStaysAndIsHeldToTheNewRules()
            throws SQLException, IOException {
        keepALedgerOfTheFirstVersion();

        migrate("V2__retries.sql");
        migrate("V3__claims.sql");
        migrate("V10__behind.sql");

        assertThat(
                        jdbc.sql(
                                        "SELECT format('%s %s %s', relayed, replay, state) FROM aged.span JOIN aged.message_exception USING (frontier_id)")
                                .query(String.class)
                                .single())
                .isEqualTo("0 0 DEAD");
        insert(
                """
                INSERT INTO aged.message_exception (frontier_id, message_offset, replay, attempt, state, mode, at)
                VALUES (1, 3, 1, 1, 'HEALED', 'STREAM', now())
                """);
        holdsClaimsToTheirRules();
        holdsThoseThatWaitBehindOthersToTheirRules();
        refuses("span_records_check", "UPDATE aged.span SET relayed = 1");
        refuses(
                "message_exception_failure_check",
                "UPDATE aged.message_exception SET kind = NULL WHERE state = 'DEAD'");
        refuses(
                "message_exception_reason_check",
                """
                INSERT INTO aged.message_exception (frontier_id, message_offset, replay, attempt, state, at)
                VALUES (1, 3, 1, 1, 'DISCARDED', now())
                """);
        refuses(
                "message_exception_processed_check",
                "UPDATE aged.message_exception SET mode = NULL WHERE state = 'HEALED'");
        refuses(
                "message_exception_model_id_fkey",
                "UPDATE aged.message_exception SET model_id = 7");
    }

    private void keepALedgerOfTheFirstVersion() throws SQLException, IOException {
        migrate("V1__ledger.sql");
        insert(
                """
                INSERT INTO aged.frontier (consumer_group, action, topic, topic_id, partition, origin, next_offset,
                                           told_topic_id, told_partition, told_offset)
                VALUES ('g', 'a', 't', gen_random_uuid(), 0, 0, 10, gen_random_uuid(), 0, 0)
                """);
        insert(
                """
                INSERT INTO aged.span (frontier_id, lo, hi, records, scored, filtered, failed, mode, at, instance)
                VALUES (1, 0, 10, 10, 8, 1, 1, 'STREAM', now(), 'i')
                """);
        insert(
                """
                INSERT INTO aged.message_exception (frontier_id, message_offset, attempt, state, kind, error, mode, at)
                VALUES (1, 3, 1, 'DEAD', 'SCHEMA', 'not JSON', 'STREAM', now())
                """);
    }

    private void holdsClaimsToTheirRules() {
        insert(
                """
                INSERT INTO aged.message_exception (frontier_id, message_offset, replay, attempt, state, at)
                VALUES (1, 3, 1, 0, 'CLAIMED', now())
                """);
        refuses(
                "message_exception_attempt_check",
                "UPDATE aged.message_exception SET attempt = 1 WHERE state = 'CLAIMED'");
        refuses(
                "message_exception_attempt_check",
                "UPDATE aged.message_exception SET attempt = 0 WHERE state = 'HEALED'");
        refuses(
                "message_exception_attempt_check",
                "UPDATE aged.message_exception SET attempt = 0 WHERE state = 'DEAD'");
    }

    private void holdsThoseThatWaitBehindOthersToTheirRules() {
        insert(
                """
                INSERT INTO aged.message_exception (frontier_id, message_offset, attempt, state, error, mode, at)
                VALUES (1, 4, 0, 'FAILED', 'it waits behind offset 3', 'STREAM', now())
                """);
        String behind = " WHERE state = 'FAILED' AND attempt = 0";
        refuses(
                "message_exception_attempt_check",
                "UPDATE aged.message_exception SET replay = 1" + behind);
        refuses(
                "message_exception_attempt_check",
                "UPDATE aged.message_exception SET state = 'DEAD', kind = 'PROGRAM'" + behind);
        refuses(
                "message_exception_failure_check",
                "UPDATE aged.message_exception SET kind = 'PROGRAM'" + behind);
        refuses(
                "message_exception_failure_check",
                "UPDATE aged.message_exception SET attempt = 1" + behind);
    }

    private void migrate(String script) throws SQLException, IOException {
        try (InputStream sql = TrackingMain.class.getResourceAsStream("/db/tracking/" + script);
                Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("CREATE SCHEMA IF NOT EXISTS aged");
            statement.execute("SET LOCAL search_path TO aged");
            statement.execute(
                    new String(Objects.requireNonNull(sql).readAllBytes(), StandardCharsets.UTF_8));
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    private void insert(String sql) {
        assertThat(jdbc.sql(sql).update()).isEqualTo(1);
    }

    private void refuses(String constraint, String sql) {
        assertThatThrownBy(() -> jdbc.sql(sql).update())
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining(constraint);
    }
}
