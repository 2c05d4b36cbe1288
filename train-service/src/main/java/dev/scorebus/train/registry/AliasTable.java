package dev.scorebus.train.registry;

import dev.scorebus.model.RegistryRecord.AliasMoved;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The table of aliases. An alias moves only from where the mover saw it.
@Repository
class AliasTable {
    private static final String PUT_FIRST =
            """
            INSERT INTO model_alias (name, customer, alias, version, revision)
            VALUES (:name, :customer, :alias, :version, 1)
            ON CONFLICT DO NOTHING
            """;
    private static final String MOVE =
            """
            UPDATE model_alias
               SET version = :version, revision = revision + 1, moved_at = now()
             WHERE name = :name AND customer = :customer AND alias = :alias AND version = :expected
            """;
    private static final String ONE =
            """
            SELECT name, customer, alias, version, revision FROM model_alias
             WHERE name = :name AND customer = :customer AND alias = :alias
            """;
    private static final String ALL =
            "SELECT name, customer, alias, version, revision FROM model_alias ORDER BY moved_at";

    private final JdbcClient jdbc;

    AliasTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<AliasMoved> find(String name, @Nullable String customer, String alias) {
        return jdbc.sql(ONE)
                .param("name", name)
                .param("customer", ModelTable.key(customer))
                .param("alias", alias)
                .query(AliasTable::alias)
                .optional();
    }

    List<AliasMoved> all() {
        return jdbc.sql(ALL).query(AliasTable::alias).list();
    }

    /// Lets the alias name the version, if it still names the expected one.
    ///
    /// @param expected null when there must be no such alias yet
    /// @return whether it did
    boolean move(
            String name,
            @Nullable String customer,
            String alias,
            String version,
            @Nullable String expected) {
        JdbcClient.StatementSpec statement =
                jdbc.sql(expected == null ? PUT_FIRST : MOVE)
                        .param("name", name)
                        .param("customer", ModelTable.key(customer))
                        .param("alias", alias)
                        .param("version", version);
        return (expected == null ? statement : statement.param("expected", expected)).update() == 1;
    }

    private static AliasMoved alias(ResultSet row, int number) throws SQLException {
        String customer = row.getString("customer");
        return new AliasMoved(
                row.getString("name"),
                customer.isEmpty() ? null : customer,
                row.getString("alias"),
                row.getString("version"),
                row.getLong("revision"));
    }
}
