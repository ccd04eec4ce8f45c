import "./design/tokens.css";
import "./design/base.css";
import { mount } from "svelte";
import { connect } from "./host";
import Root from "./Root.svelte";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");
mount(Root, { target, props: { host: await connect(), address: location.hash } });
