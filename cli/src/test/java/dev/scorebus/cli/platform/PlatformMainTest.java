package dev.scorebus.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import org.junit.jupiter.api.Test;

class PlatformMainTest {
    @Test
    void aPortThatWasTakenMeanwhileIsNamed() {
        Throwable failure =
                new IllegalStateException(
                        "the web server did not start",
                        new IllegalStateException(
                                "Port 8080 is already in use",
                                new BindException("Address already in use")));

        assertThat(PlatformMain.reason(failure)).contains("Port 8080");
    }
}
