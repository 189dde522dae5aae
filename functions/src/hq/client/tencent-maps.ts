/** What is used of the Tencent Location Service's JavaScript API GL (`TMap`). */
type LatLng = { readonly __latLng: never };
type Style = { readonly __style: never };
type Styles = Readonly<Record<string, Style>>;
type Click = { geometry?: { id?: string } };

type Layer<Geometry> = {
  setStyles(styles: Styles): void;
  setGeometries(geometries: readonly Geometry[]): void;
  on(event: 'click', hear: (event: Click) => void): void;
};
type LayerOf<Geometry> = new (options: {
  map: TencentMap;
  styles: Styles;
  geometries: readonly Geometry[];
}) => Layer<Geometry>;

type TencentMap = {
  fitBounds(bounds: object, options: { padding: number }): void;
  getZoom(): number;
  setZoom(zoom: number): void;
  on(event: 'click', hear: () => void): void;
};

export type TencentMaps = {
  LatLng: new (lat: number, lng: number) => LatLng;
  LatLngBounds: new (southWest: LatLng, northEast: LatLng) => object;
  Map: new (
    element: HTMLElement,
    options: { center: LatLng; zoom: number; viewMode: '2D'; showControl: boolean },
  ) => TencentMap;
  MarkerStyle: new (style: {
    width: number;
    height: number;
    anchor: { x: number; y: number };
    src: string;
  }) => Style;
  PolylineStyle: new (style: { color: string; width: number; borderWidth: number }) => Style;
  MultiMarker: LayerOf<{ id: string; styleId: string; position: LatLng; rank: number }>;
  MultiPolyline: LayerOf<{ id: string; styleId: string; paths: readonly LatLng[] }>;
};
