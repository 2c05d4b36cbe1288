package dev.scorebus.gateway.openapi;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Tells whoever comes to the bare address what is here.
@Hidden
@RestController
class RootController {
    /// Where to read on.
    ///
    /// @param interfaces below which paths requests are answered
    /// @param openapi the description of every path
    /// @param documentation the same, readable
    /// @param ready says whether the gateway and the services behind it are ready
    record Root(
            String name,
            String version,
            List<String> interfaces,
            String openapi,
            String documentation,
            String ready) {}

    @GetMapping(path = "/", produces = MediaType.APPLICATION_JSON_VALUE)
    Root root() {
        String version = RootController.class.getPackage().getImplementationVersion();
        return new Root(
                "scorebus",
                version == null ? "dev" : version,
                List.of("/api", "/v1", "/v2"),
                "/openapi.json",
                "/swagger-ui.html",
                "/readyz");
    }
}
