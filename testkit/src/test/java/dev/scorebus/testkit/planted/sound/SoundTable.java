package dev.scorebus.testkit.planted.sound;

import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// SQL where it belongs, injected by constructor.
final class SoundTable {
    private final JdbcClient jdbc;

    @Autowired
    SoundTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Row> row() {
        return jdbc.sql("select 1 as number")
                .query((result, _) -> new Row(result.getInt(1)))
                .optional();
    }

    record Row(int number) {}
}
