"""The service (接口服务): what the engine answers, over HTTP, on this machine only until there is access control."""
