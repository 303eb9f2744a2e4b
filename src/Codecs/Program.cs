using OxiPortal.Codecs;

return CodecServer.Run();
