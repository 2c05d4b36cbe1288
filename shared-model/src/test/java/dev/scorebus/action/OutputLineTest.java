package dev.scorebus.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.scorebus.action.Action.Output;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputLineTest {
    @Test
    void eachKindHasALine() {
        assertThat(OutputLine.parse("again")).isEqualTo(new Output.Topic("again"));
        assertThat(OutputLine.parse("postgres:local/again"))
                .isEqualTo(new Output.Postgres("local", "again", Output.Key.MESSAGE));
        assertThat(OutputLine.parse("postgres:local/scores.again,key=subject"))
                .isEqualTo(new Output.Postgres("local", "scores.again", Output.Key.SUBJECT));
        assertThat(OutputLine.parse("file:merge/again,format=jsonl"))
                .isEqualTo(new Output.File("merge/again", Output.Format.JSONL));
        assertThat(OutputLine.parse("webhook:https://crm.example:8443/scores?a=1,2"))
                .isEqualTo(
                        new Output.Webhook(
                                URI.create("https://crm.example:8443/scores?a=1,2"),
                                Duration.ofSeconds(5)));
        assertThat(OutputLine.parse("webhook:http://crm.example/scores,timeout=250ms"))
                .isEqualTo(
                        new Output.Webhook(
                                URI.create("http://crm.example/scores"), Duration.ofMillis(250)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    a b                                | outputs: topic 'a b'
                    kafka:again                        | 'kafka' is no kind of output; allowed: TOPIC, postgres:CONNECTION/TABLE
                    https://crm.example/scores         | 'https' is no kind of output
                    postgres:local                     | postgres 'local' names no table; allowed: postgres:CONNECTION/TABLE
                    postgres:Local/again               | outputs: postgres.connection 'Local' does not fit
                    postgres:local/again,kay=subject   | outputs: postgres.table 'again,kay=subject' does not fit
                    postgres:local/again,key=customer  | outputs: postgres.key 'customer' is not known; allowed: message, subject
                    file:again                         | outputs: file.format is missing; allowed: csv, jsonl
                    file:../again,format=csv           | outputs: file.path '../again' does not fit
                    file:again,format=xml              | outputs: file.format 'xml' is not known; allowed: csv, jsonl
                    webhook:ftp://crm.example          | outputs: webhook.url 'ftp://crm.example' is not such an address
                    webhook:http://a.example,timeout=5 | outputs: webhook.timeout '5' has no unit; allowed: a time from 100ms to 1m
                    """)
    void whatIsWrongIsNamedWithItsFieldAndWithWhatIsAllowed(String line, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutputLine.parse(line))
                .withMessageStartingWith(why);
    }
}
